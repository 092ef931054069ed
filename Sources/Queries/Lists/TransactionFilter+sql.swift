import Model
import Postgres

/// A filter as SQL: conditions over the rows of one table.
extension TransactionFilter {
    /// The parts of a statement that depend on which properties are given.
    ///
    /// Parameters that are null leave a property open. The counterparty and the reference have
    /// statements of their own, so that the plan can use the index of two parties, or that of
    /// references; with both, the reference is looked up, which has fewer rows.
    enum Shape: Hashable, CaseIterable {
        case plain
        case filtered
        case withCounterparty
        case withReference
    }

    var shape: Shape {
        guard !isPlain else { return .plain }
        guard reference == nil else { return .withReference }
        return counterparty == nil ? .filtered : .withCounterparty
    }

    /// From `$4` on, as `condition` numbers them.
    var arguments: [Argument] {
        let common: [Argument] = [
            .timestamp(from.map { $0 - 1 }), .timestamp(to.map { $0 - 1 }), .text(type),
            .text(direction?.rawValue), .text(currency?.code), .int64(least), .int64(most),
            .text(memo.map(Self.pattern(of:))),
        ]
        let other: [Argument] = [.int64(counterparty?.id), .text(counterparty?.name)]
        return switch shape {
        case .plain: []
        case .filtered: common
        case .withCounterparty: common + other
        case .withReference: common + other + [.text(reference)]
        }
    }

    /// What is found by an index, where the user is on one side; `position` is SQL.
    ///
    /// Times are looked up as positions, in whose order the index has the rows.
    static func found(_ shape: Shape, _ side: Side, position: String) -> String {
        var all = [
            "\(position) > coalesce((SELECT read.recorded_until($4)), 0)",
            "\(position) <= coalesce((SELECT read.recorded_until($5)), \(Int64.max))",
            "($7::text IS NULL OR $7 = '\(side.direction.rawValue)')",
        ]
        switch shape {
        case .plain: return ""
        case .filtered: break
        case .withCounterparty: all.append("\(side.other) = counterparty.id")
        case .withReference:
            all.append("reference = $14")
            all.append("($13::text IS NULL OR \(side.other) IN (\(counterparties)))")
        }
        return all.map { "AND \($0)" }.joined(separator: " ")
    }

    /// What only a look at the rows shows; it names columns of the list.
    static let looked = """
        ($6::text IS NULL OR type = $6) AND ($8::text IS NULL OR currency = $8)
        AND ($9::bigint IS NULL OR amount >= $9) AND ($10::bigint IS NULL OR amount <= $10)
        AND ($11::text IS NULL OR memo ~ $11)
        """

    /// The rows of each counterparty that is meant, if one is asked for.
    ///
    /// One after the other, the counterparties are looked up in the index of two parties, in which
    /// the newest rows come first: a plan for all at once can prefer to walk through the whole
    /// history.
    static func ofEach(_ shape: Shape, _ rows: String) -> String {
        guard shape == .withCounterparty else { return rows }
        return """
            SELECT theirs.* FROM (\(counterparties)) AS counterparty (id)
            CROSS JOIN LATERAL (\(rows)) AS theirs
            """
    }

    private static let counterparties = """
        SELECT user_id FROM people.people WHERE lower(username) = lower($13)
        UNION \(SystemAccount.accounts(named: "$13"))
        UNION SELECT $12::bigint WHERE $12 IS NOT NULL
        """

    /// A regular expression that finds the text in any letter case.
    ///
    /// The forms of each letter are named here: those that `lower` of SQL knows depend on the locale
    /// of the database, and in the C locale they are those of ASCII alone.
    private static func pattern(of text: String) -> String {
        text.unicodeScalars.map { scalar in
            let properties = scalar.properties
            var forms: Set = [
                String(scalar), properties.lowercaseMapping, properties.uppercaseMapping,
                properties.titlecaseMapping,
            ]
            // The one letter with two lower-case forms: ς stands at the end of words.
            if forms.contains("Σ") { forms.formUnion(["σ", "ς"]) }
            guard forms.count == 1 else { return "(?:\(forms.sorted().joined(separator: "|")))" }
            // Before anything but a letter or digit, a backslash takes its meaning away.
            return scalar.isASCII && !properties.isAlphabetic && properties.numericType == nil
                ? "\\\(scalar)" : String(scalar)
        }.joined()
    }

    /// The user's side of a transfer.
    enum Side: CaseIterable {
        case sender
        case receiver

        var column: String {
            switch self {
            case .sender: "sender_id"
            case .receiver: "receiver_id"
            }
        }

        var other: String {
            switch self {
            case .sender: "receiver_id"
            case .receiver: "sender_id"
            }
        }

        var direction: Direction {
            switch self {
            case .sender: .outgoing
            case .receiver: .incoming
            }
        }
    }
}
