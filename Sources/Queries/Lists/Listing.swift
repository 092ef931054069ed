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
        fileprivate let expression: String
        fileprivate let direction: String

        static func ascending(_ expression: String) -> Key {
            Key(expression: expression, direction: "")
        }

        static func descending(_ expression: String) -> Key {
            Key(expression: expression, direction: " DESC")
        }
    }

    /// The members of an element, in their order; the first is never null.
    package let columns: [Column]
    let model: ReadModel?
    private let keys: [Key]
    private let isBare: Bool
    private let owner: String?
    private let joined: String
    private let validUntil: String?
    private let sql: String

    // The statement returns these before the list's own columns.
    private static let positionColumn = 0
    private static let deadlineColumn = 1
    private static let ownerColumn = 2
    private static let firstColumn = 3

    /// A list of the rows of `tables` that fulfil `condition`.
    ///
    /// `model` is the read model whose position the list carries, nil for that of the newest.
    /// `joined` are tables joined to the rows of the page, `r`, which do not choose or order them.
    /// `owner` and `validUntil` are SQL: whether the owner of the list exists, without which the
    /// list is not found, and when a deadline changes the list next (`p.position` is the model's).
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
        isBare: Bool = false
    ) {
        self.columns = columns
        self.model = model
        self.keys = keys
        self.isBare = isBare
        self.owner = owner
        self.joined = joined
        self.validUntil = validUntil
        let numbered = keys.enumerated()
        let selected =
            columns.flatMap { $0.selected() }
            + numbered.map { "\($1.expression) AS key\($0)" }
        let order = numbered.map { "key\($0)\($1.direction)" }.joined(separator: ", ")
        let outerOrder = numbered.map { "r.key\($0)\($1.direction)" }.joined(separator: ", ")
        sql = """
            SELECT c.position, c.valid_until, c.has_owner,
                \(columns.flatMap { $0.returned() }.joined(separator: ", "))
            FROM (
                SELECT p.position, \(validUntil ?? "NULL::timestamptz") AS valid_until,
                    \(owner ?? "true") AS has_owner
                FROM (SELECT \(Self.position(of: model)) AS position) AS p
            ) AS c
            LEFT JOIN LATERAL (
                SELECT \(selected.joined(separator: ", "))
                FROM \(tables)
                WHERE \(condition)
                \(keys.isEmpty ? "" : "ORDER BY \(order)")
                OFFSET $1 LIMIT $2
            ) AS r ON true
            \(joined)
            \(keys.isEmpty ? "" : "ORDER BY \(outerOrder)")
            """
    }

    /// A list with the same columns of other rows.
    func reading(from tables: String, where condition: String = "true") -> Listing {
        Listing(
            model,
            columns,
            from: tables,
            where: condition,
            by: keys,
            joined: joined,
            owner: owner,
            validUntil: validUntil,
            isBare: isBare
        )
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
        // A row beyond the page shows that there is a next page.
        let rows = try execute(page?.skip ?? 0, limit.map { $0 + 1 }, arguments, connection)
        guard let first = rows.first else { throw .decoding("a list's statement gave no row") }
        let position = LogPosition(try first.int64(Self.positionColumn))
        guard try first.bool(Self.ownerColumn) else { return .notFound(at: position) }
        var json = JSONWriter(capacity: 64 + rows.count * 160)
        json.beginArray()
        if !first.isNull(Self.firstColumn) {
            for row in rows.prefix(limit ?? .max) { try write(row, to: &json) }
        }
        json.endArray()
        return .found(
            Answer(
                body: json.bytes,
                position: position,
                hasNext: limit.map { rows.count > $0 } ?? false,
                validUntil: try first.optionalTimestamp(Self.deadlineColumn)
            )
        )
    }

    /// Reads the first element alone; it is not found in an empty list.
    func readFirst(
        _ arguments: [Argument],
        _ connection: Connection
    ) throws(PostgresError) -> QueryResult {
        let row = try execute(0, 1, arguments, connection).only()
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
        _ skip: Int,
        _ limit: Int?,
        _ arguments: [Argument],
        _ connection: Connection
    ) throws(PostgresError) -> Rows {
        var all: Arguments = [.int64(Int64(skip)), .int64(limit.map(Int64.init))]
        for argument in arguments { all.append(argument) }
        return try connection.execute(sql, all)
    }

    private func write(_ row: Row, to json: inout JSONWriter) throws(PostgresError) {
        var place = Self.firstColumn
        guard isBare else { return try Column.write(columns, row, &place, to: &json) }
        for column in columns { try column.write(row, &place, to: &json) }
    }
}
