import Model
import Postgres
import Text

/// A list of the API: its rows, their order, and the columns that it shows.
///
/// It is one statement, so the rows and the position that they are as of come from one snapshot.
/// `$1` and `$2` are how many rows to pass over and how many to read; a list's own parameters
/// follow from `$3` on.
package struct Listing: Sendable {
    /// An expression that the rows are ordered by.
    struct Key: Sendable {
        /// What its values are, for the cursors of a list that is read page by page.
        enum Kind {
            case integer
            case text
        }

        fileprivate let expression: String
        fileprivate let kind: Kind
        fileprivate let direction: String
        /// Compares a row that comes later with one that comes earlier.
        fileprivate let comparison: String

        static func ascending(_ expression: String, _ kind: Kind = .integer) -> Key {
            Key(expression: expression, kind: kind, direction: "", comparison: ">")
        }

        static func descending(_ expression: String, _ kind: Kind = .integer) -> Key {
            Key(expression: expression, kind: kind, direction: " DESC", comparison: "<")
        }
    }

    /// SQL: whether a row comes after the cursor that the page begins at.
    ///
    /// It is part of every list. Where the tables themselves are limited to as many rows as the
    /// page needs, they must name it, too. It names the expressions of the list's keys.
    static let isAfterCursor = "(true /* after the cursor */)"

    /// The members of an element, in their order; the first is never null.
    package let columns: [Column]
    let model: ReadModel?
    private let keys: [Key]
    private let isBare: Bool
    private let owner: String?
    private let joined: String
    private let validUntil: String?
    private let scanEnd: String?
    /// The statement of pages that begin at the start, and of those that begin at a cursor.
    private var sql: (fromStart: String, fromCursor: String)
    /// Names the keys in cursors, so that a cursor of another list is refused.
    private let order: UInt32

    // The statement returns these before the list's own columns.
    private static let positionColumn = 0
    private static let deadlineColumn = 1
    private static let ownerColumn = 2
    private static let scanColumn = 3
    private static let firstColumn = 4

    /// A list of the rows of `tables` that fulfil `condition`.
    ///
    /// `model` is the read model whose position the list carries, nil for that of the newest.
    /// `joined` are tables joined to the rows of the page, `r`, which do not choose or order them.
    /// `owner` and `validUntil` are SQL: whether the owner of the list exists, without which the
    /// list is not found, and when a deadline changes the list next (`p.position` is the model's).
    /// `scanEnd` is SQL for tables that end before the list does: the first key of the last row that
    /// was looked at, or null. It is asked for only if the page is not full.
    /// In a bare list an element is the value of the one column instead of an object.
    init(
        _ model: ReadModel?,
        _ columns: [Column],
        from tables: String,
        where condition: String = "true",
        by keys: [Key] = [],
        joined: String = "",
        owner: String? = nil,
        validUntil: String? = nil,
        scanEnd: String? = nil,
        isBare: Bool = false
    ) {
        self.columns = columns
        self.model = model
        self.keys = keys
        self.isBare = isBare
        self.owner = owner
        self.joined = joined
        self.validUntil = validUntil
        self.scanEnd = scanEnd
        let numbered = keys.enumerated()
        let selected =
            columns.flatMap { $0.selected() }
            + numbered.map { "\($1.expression) AS key\($0)" }
        let order = numbered.map { "key\($0)\($1.direction)" }.joined(separator: ", ")
        let outerOrder = numbered.map { "r.key\($0)\($1.direction)" }.joined(separator: ", ")
        let returned = columns.flatMap { $0.returned() } + keys.indices.map { "r.key\($0)" }
        let text = """
            SELECT c.position, c.valid_until, c.has_owner,
                \(scanEnd.map(Self.lazily) ?? "NULL::bigint") AS scan_end,
                \(returned.joined(separator: ", "))
            FROM (
                SELECT p.position, \(validUntil ?? "NULL::timestamptz") AS valid_until,
                    \(owner ?? "true") AS has_owner
                FROM (SELECT \(Self.position(of: model)) AS position) AS p
            ) AS c
            LEFT JOIN LATERAL (
                SELECT \(selected.joined(separator: ", "))
                FROM \(tables)
                WHERE (\(condition)) AND \(Self.isAfterCursor)
                \(keys.isEmpty ? "" : "ORDER BY \(order)")
                OFFSET $1 LIMIT $2
            ) AS r ON true
            \(joined)
            \(keys.isEmpty ? "" : "ORDER BY \(outerOrder)")
            """
        sql = (text, Self.fromCursor(text, keys))
        let name = [model?.rawValue ?? ""] + keys.map { $0.expression + $0.direction }
        self.order = UInt32(
            truncatingIfNeeded: BodyHash.hash(Array(name.joined(separator: "|").utf8))
        )
    }

    /// Only then is the subquery run.
    private static func lazily(_ scanEnd: String) -> String {
        "CASE WHEN count(r.key0) OVER () < $2 THEN (\(scanEnd)) END"
    }

    /// The values of a cursor are the parameters that follow the list's own.
    private static func fromCursor(_ sql: String, _ keys: [Key]) -> String {
        let own = sql.matches(of: #/\$(\d+)/#).compactMap { Int($0.output.1) }.max() ?? 0
        // Row comparison of SQL knows one direction for all columns only.
        let alternatives = keys.indices.map { last in
            let equal = keys.indices[..<last].map { "\(keys[$0].expression) = $\(own + 1 + $0)" }
            let later = "\(keys[last].expression) \(keys[last].comparison) $\(own + 1 + last)"
            return "(\((equal + [later]).joined(separator: " AND ")))"
        }
        return sql.replacing(isAfterCursor, with: "(\(alternatives.joined(separator: " OR ")))")
    }

    /// A list with the same columns of other rows.
    func reading(
        from tables: String,
        where condition: String = "true",
        scanEnd: String? = nil
    ) -> Listing {
        Listing(
            model,
            columns,
            from: tables,
            where: condition,
            by: keys,
            joined: joined,
            owner: owner,
            validUntil: validUntil,
            scanEnd: scanEnd,
            isBare: isBare
        )
    }

    /// The same rows, but only those that fulfil a condition on the expressions of the keys, which
    /// may have parameters after the list's own; `owner` takes the place of `$3`.
    func only(_ condition: String, of owner: String = "$3") -> Listing {
        var listing = self
        let text = sql.fromStart.replacing(Self.isAfterCursor, with: "(\(condition))")
        listing.sql.fromStart = text.replacing("$3", with: owner)
        return listing
    }

    /// SQL: how far a read model is, or the newest of all.
    static func position(of model: ReadModel?) -> String {
        guard let model else { return "(SELECT coalesce(max(position), 0) FROM read.checkpoints)" }
        return """
            coalesce((SELECT position FROM read.checkpoints WHERE name = '\(model.rawValue)'), 0)
            """
    }
}

extension Listing {
    /// Reads a page of the list, or all of it, as a JSON array.
    func read(
        _ page: Page? = nil,
        _ arguments: [Argument] = [],
        _ connection: Connection
    ) throws(PostgresError) -> QueryResult {
        let limit = page?.limit
        let isForeign = page?.before.map { !accepts($0) } ?? false
        let begin = isForeign ? nil : page?.before
        // A row beyond the page shows that there is a next page.
        let rows = try execute(begin, page?.skip ?? 0, limit.map { $0 + 1 }, arguments, connection)
        guard let first = rows.first else { throw .decoding("a list's statement gave no row") }
        let position = LogPosition(try first.int64(Self.positionColumn))
        if isForeign { return .refused(Self.foreignCursor, at: position) }
        guard try first.bool(Self.ownerColumn) else { return .notFound(at: position) }
        let scanEnd = try first.optionalInt64(Self.scanColumn)
        var json = JSONWriter(capacity: 64 + rows.count * 160)
        json.beginArray()
        if !first.isNull(Self.firstColumn) {
            for row in rows.prefix(limit ?? .max) {
                // Beyond the end of the scan others may be missing between these.
                if let scanEnd, try row.int64(firstKey) < scanEnd { break }
                try write(row, to: &json)
            }
        }
        json.endArray()
        let lastShown = try limit.flatMap { (limit) throws(PostgresError) in
            rows.count > limit ? try cursor(of: rows[limit - 1]) : nil
        }
        return .found(
            Answer(
                body: json.bytes,
                position: position,
                next: scanEnd.map { cursor(after: [.integer($0)]) } ?? lastShown,
                validUntil: try first.optionalTimestamp(Self.deadlineColumn)
            )
        )
    }

    /// Reads the first element alone; it is not found in an empty list.
    func readFirst(
        _ arguments: [Argument],
        _ connection: Connection
    ) throws(PostgresError) -> QueryResult {
        let row = try execute(nil, 0, 1, arguments, connection).only()
        let position = LogPosition(try row.int64(Self.positionColumn))
        guard !row.isNull(Self.firstColumn) else { return .notFound(at: position) }
        var json = JSONWriter(capacity: 512)
        try write(row, to: &json)
        return .found(
            Answer(
                body: json.bytes,
                position: position,
                validUntil: try row.optionalTimestamp(Self.deadlineColumn)
            )
        )
    }

    private func execute(
        _ cursor: Cursor?,
        _ skip: Int,
        _ limit: Int?,
        _ arguments: [Argument],
        _ connection: Connection
    ) throws(PostgresError) -> Rows {
        var all: Arguments = [.int64(Int64(skip)), .int64(limit.map(Int64.init))]
        for argument in arguments { all.append(argument) }
        guard let cursor else { return try connection.execute(sql.fromStart, all) }
        for value in cursor.values {
            switch value {
            case .integer(let number): all.append(.int64(number))
            case .text(let text): all.append(.text(text))
            }
        }
        return try connection.execute(sql.fromCursor, all)
    }

    private func write(_ row: Row, to json: inout JSONWriter) throws(PostgresError) {
        var place = Self.firstColumn
        guard isBare else { return try Column.write(columns, row, &place, to: &json) }
        for column in columns { try column.write(row, &place, to: &json) }
    }
}

// MARK: Cursors

extension Listing {
    private static let foreignCursor = ParameterRefusal(
        parameter: "before",
        detail: "is a cursor of another list: take it from the Link of this one"
    )

    /// The place after the row with these values of the keys.
    func cursor(after values: [Cursor.Value]) -> Cursor { Cursor(values, in: order) }

    private var firstKey: Int { Self.firstColumn + columns.reduce(0) { $0 + $1.width } }

    private func cursor(of row: Row) throws(PostgresError) -> Cursor {
        var values: [Cursor.Value] = []
        for (index, key) in keys.enumerated() {
            switch key.kind {
            case .integer: values.append(.integer(try row.int64(firstKey + index)))
            case .text: values.append(.text(try row.string(firstKey + index)))
            }
        }
        return cursor(after: values)
    }

    /// Whether the cursor is one of this list.
    func accepts(_ cursor: Cursor) -> Bool {
        guard cursor.order == order, cursor.values.count == keys.count else { return false }
        return zip(cursor.values, keys).allSatisfy { value, key in
            switch (value, key.kind) {
            case (.integer, .integer), (.text, .text): true
            case (.integer, .text), (.text, .integer): false
            }
        }
    }
}
