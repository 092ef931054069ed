import Model

/// What `tally transfers` prints about a file before and after it is sent.
struct TransferReport {
    let file: TransferFile
    let payers: [PayerTotal]

    /// Lines that are printed of the right ones, and of the wrong ones: all are counted.
    private static let shownLines = 20
    private static let shownProblems = 200

    /// Every line with what is wrong with it, as far as there is room, and what all of them come to.
    var preview: [String] {
        let wrong = file.lines.filter { !$0.problems.isEmpty }
        let right = file.lines.filter(\.problems.isEmpty)
        var text = Self.table(right.prefix(Self.shownLines).map(Self.row))
        if right.count > Self.shownLines {
            text.append("… and \(right.count - Self.shownLines) more lines that are right")
        }
        for line in wrong.prefix(Self.shownProblems) {
            let problems = line.problems.map { line.text($0) }
            text.append("line \(line.number): \(problems.joined(separator: "; "))")
        }
        if wrong.count > Self.shownProblems {
            text.append("… and \(wrong.count - Self.shownProblems) more wrong lines")
        }
        if wrong.isEmpty { text += [""] + sums }
        return text
    }

    private var sums: [String] {
        let totals = file.totals.map { total in
            "\(Self.transfers(total.count)): \(total.currency.text(total.amount))"
        }
        let wallets = payers.map { payer in
            let has = payer.currency.text(Int128(payer.available))
            let pays = "\(payer.name) pays \(payer.currency.text(payer.amount)) and has \(has)"
            guard payer.lacking > 0 else { return pays }
            return pays + ": \(payer.currency.text(payer.lacking)) is lacking"
        }
        return totals + wallets + ["mark: \(file.mark)"]
    }

    static func transfers(_ count: Int) -> String {
        count == 1 ? "1 transfer" : "\(count) transfers"
    }

    private static func row(_ line: TransferFile.Line) -> [String] {
        let amount = line.units.map { line.currency.text(Int128($0)) } ?? ""
        return [
            "line \(line.number)", line.payer?.text ?? "", "→ \(line.receiver?.text ?? "")", amount,
            (line.given[.memo] ?? "").split { $0.isNewline || $0 == "\t" }.joined(separator: " ")
                .printable,
            (line.given[.reference] ?? "").printable,
        ]
    }

    /// Cells below each other; amounts, which are the fourth, end at the same column.
    private static func table(_ rows: [[String]]) -> [String] {
        let columns = rows.first?.indices ?? 0..<0
        let widths = columns.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = columns.map { column in
                let gap = String(repeating: " ", count: widths[column] - row[column].count)
                return column == 3 ? gap + row[column] : row[column] + gap
            }
            let text = cells.joined(separator: "  ")
            return String(text.reversed().drop { $0 == " " }.reversed())
        }
    }
}

extension TransferFile.Line {
    /// Why it was not done, as far as its payer's wallet tells afterwards.
    func reason(_ parties: TransferParties) -> String {
        guard let payer = parties.wallet(payingFor: self) else {
            return "the payer does not exist any more"
        }
        guard parties.user(receiver) != nil else { return "the receiver does not exist any more" }
        let available = parties.available(payer)
        guard let units, available < units else {
            return "see tally events --stream account-\(payer.user.rawValue)"
        }
        return "the wallet of \(self.payer?.text ?? "") has \(currency.text(Int128(available)))"
    }
}

extension String {
    /// The text as a terminal may get it.
    ///
    /// Characters that control the terminal, or turn the direction of what is around them, are
    /// written as `\u{1B}`.
    var printable: String {
        unicodeScalars.map { scalar in
            let isHarmful =
                switch scalar.properties.generalCategory {
                case .control, .lineSeparator, .paragraphSeparator: true
                case _:
                    (0x202A...0x202E).contains(scalar.value)
                        || (0x2066...0x2069).contains(scalar.value)
                }
            guard isHarmful else { return String(scalar) }
            return "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
        }.joined()
    }
}
