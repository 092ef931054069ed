import Postgres
import Text

/// One member of a list's elements: its name, its kind, and the SQL that it is read with.
package struct Column: Sendable {
    /// The kind of a value, with an example for the API document.
    package indirect enum Kind: Sendable {
        case integer(ClosedRange<Int64>, example: Int64)
        /// Minor units in decimal digits, which may be more than 64 bits hold.
        case total(example: Int64)
        case text(_ example: String, pattern: String? = nil)
        /// One of these words.
        case words([String])
        case currency
        case uuid
        case time
        case flag(example: Bool)
        /// JSON text that the database holds: one object of any members.
        case json(example: JSONValue)
        /// JSON text that the database holds: one object of strings.
        case strings(example: [(name: String, value: String)])
        /// JSON text that the database holds: an array of such elements.
        case array(Kind, count: ClosedRange<Int>?)
        /// An object with columns of its own; null where its first column is null.
        case object([Column])

        package static let identifier = Kind.integer(1...Int64.max, example: 42)
        /// An account: a user's account has the user's id, system accounts are below zero.
        package static let account = Kind.integer(Int64.min...Int64.max, example: 12)
        package static let position = Kind.integer(0...Int64.max, example: 1_204)
        package static let count = Kind.integer(0...Int64.max, example: 3)
        /// Minor units of a currency, of either sign.
        package static let minorUnits = Kind.integer(Int64.min...Int64.max, example: 100_000)
    }

    /// The member's name, which needs no escapes.
    package let name: StaticString
    package let kind: Kind
    package let isNullable: Bool
    /// For the API document, where the name does not explain the member.
    package let details: String?
    /// SQL over the tables that the list reads.
    private let expression: String?
    /// SQL over the rows of the page, `r`, and the tables joined to them.
    private let joined: String?

    /// A column that is never null.
    ///
    /// `of` is SQL over the tables that the list reads, by default the column of the same name;
    /// `joined` is SQL over the rows of a page, `r`, and the tables joined to them.
    static func column(
        _ name: StaticString,
        _ kind: Kind,
        of expression: String? = nil,
        joined: String? = nil,
        _ details: String? = nil
    ) -> Column {
        Column(name, kind, isNullable: false, expression, joined, details)
    }

    /// A column that may be null.
    static func nullable(
        _ name: StaticString,
        _ kind: Kind,
        of expression: String? = nil,
        joined: String? = nil,
        _ details: String? = nil
    ) -> Column {
        Column(name, kind, isNullable: true, expression, joined, details)
    }

    /// What the client called a row's thing.
    static let reference = nullable(
        "reference",
        .text("INV-2041"),
        "What the client called it."
    )

    /// The pairs that the client stored with a row's thing.
    static let metadata = nullable(
        "metadata",
        .strings(example: [("invoice", "2041")]),
        "The pairs that the client stored with it."
    )

    private init(
        _ name: StaticString,
        _ kind: Kind,
        isNullable: Bool,
        _ expression: String?,
        _ joined: String?,
        _ details: String?
    ) {
        self.name = name
        self.kind = kind
        self.isNullable = isNullable
        self.details = details
        self.expression = joined == nil ? expression ?? "\(name)" : expression
        self.joined = joined
    }
}

extension Column {
    /// SQL of this column in the SELECT of the page: several expressions for an object.
    func selected(_ prefix: String = "") -> [String] {
        if case .object(let members) = kind {
            return members.flatMap { $0.selected("\(name)_") }
        }
        return expression.map { ["\($0) AS \(prefix)\(name)"] } ?? []
    }

    /// SQL of the same column in the whole statement.
    func returned(_ prefix: String = "") -> [String] {
        if case .object(let members) = kind {
            return members.flatMap { $0.returned("\(name)_") }
        }
        return [joined ?? "r.\(prefix)\(name)"]
    }

    /// How many columns of a row it takes.
    var width: Int {
        if case .object(let members) = kind { members.reduce(0) { $0 + $1.width } } else { 1 }
    }

    /// Writes the value that begins at this place of the row, and moves on to the next column.
    func write(_ row: Row, _ place: inout Int, to json: inout JSONWriter) throws(PostgresError) {
        let own = place
        place += width
        guard !row.isNull(own) else {
            guard isNullable else { throw .decoding("a list's column \(name) is null") }
            return json.null()
        }
        switch kind {
        case .integer: json.value(try row.int64(own))
        case .text, .words, .currency, .uuid: json.value(try row.string(own))
        case .time: json.value(timestamp: try row.timestamp(own))
        case .flag: json.value(try row.bool(own))
        case .total, .array, .json, .strings: json.raw(Array(try row.string(own).utf8))
        case .object(let members):
            var inner = own
            try Self.write(members, row, &inner, to: &json)
        }
    }

    /// Writes an object of these columns.
    static func write(
        _ columns: [Column],
        _ row: Row,
        _ place: inout Int,
        to json: inout JSONWriter
    ) throws(PostgresError) {
        json.beginObject()
        for column in columns {
            json.key(column.name)
            try column.write(row, &place, to: &json)
        }
        json.endObject()
    }
}
