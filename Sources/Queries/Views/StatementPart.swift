import Model

extension StatementRest {
    /// The part that was read ends at `place`.
    init(user: UserID, statement: Statement, place: Int64) {
        self.user = user
        self.period = statement.period
        self.to = statement.to
        self.place = place
        self.balance = statement.closingBalance
        self.position = statement.position
    }
}

/// The next bytes of a statement.
package struct StatementPart: Sendable {
    package let bytes: [UInt8]
    /// Nil once it is complete.
    package let rest: StatementRest?
}

/// A statement that is too long to be made at once is its own text, cut where lines meet: what
/// stands before the first line, the lines of each part, and what stands after the last.
extension Statement {
    /// The text up to the last line of this part.
    func beginning(at reached: LogPosition, rest: StatementRest) -> Answer {
        let whole = answer(at: reached)
        let cut = pieces(of: whole)
        return Answer(
            body: Array(whole.body[..<cut.linesEnd]),
            position: reached,
            media: whole.media,
            asOf: position,
            rest: rest
        )
    }

    /// The lines of this part behind those of the part before, and the end after the last part.
    func continuation(isLast: Bool) -> [UInt8] {
        let whole = answer(at: position)
        let cut = pieces(of: whole)
        let separator: [UInt8] =
            whole.media == .json && cut.linesEnd > cut.linesStart ? [UInt8(ascii: ",")] : []
        return separator + whole.body[cut.linesStart..<(isLast ? whole.body.count : cut.linesEnd)]
    }

    private func pieces(of whole: Answer) -> (linesStart: Int, linesEnd: Int) {
        // The same statement without lines is all that is around them.
        let frame = Statement(
            period: period,
            to: to,
            openingBalance: openingBalance,
            lines: [],
            closingBalance: closingBalance,
            position: position
        ).answer(at: position)
        let start = Self.linesStart(in: frame)
        return (start, whole.body.count - (frame.body.count - start))
    }

    private static func linesStart(in frame: Answer) -> Int {
        switch frame.media {
        case .json:
            let mark = Array(#""lines":["#.utf8)
            return (frame.body.firstRange(of: mark)?.upperBound) ?? frame.body.count
        case .csv:
            // Behind the names of the columns and the opening balance.
            let ends = frame.body.indices.filter { frame.body[$0] == UInt8(ascii: "\n") }
            return ends.count > 1 ? ends[1] + 1 : frame.body.count
        }
    }
}
