import Model
import Postgres
import Text

/// Turns the rows of a list's statement into an answer.
///
/// Column 0 of every row is the checkpoint's position; a list without elements is one row whose
/// element columns are null.
enum ListReader {
    /// Column of the element's id.
    static let id = 1

    /// Renders an array, of which `element` writes one row as one JSON value.
    ///
    /// One row more than the page's `limit` tells that there is a next page. `deadline` is the
    /// column, the same in every row, of the next deadline that changes the list.
    static func answer(
        _ rows: Rows,
        limit: Int = .max,
        id: Int = ListReader.id,
        validUntil deadline: Int? = nil,
        _ element: (Row, inout JSONWriter) throws(PostgresError) -> Void
    ) throws(PostgresError) -> Reading {
        guard let first = rows.first else { throw .decoding("a list's statement gave no row") }
        var json = JSONWriter(capacity: 64 + rows.count * 160)
        json.beginArray()
        if !first.isNull(id) {
            for row in rows.prefix(limit) { try element(row, &json) }
        }
        json.endArray()
        return .found(
            Answer(
                body: json.bytes,
                position: LogPosition(try first.int64(0)),
                hasNext: rows.count > limit,
                validUntil: try deadline.flatMap { (column) throws(PostgresError) in
                    try first.optionalTimestamp(column)
                }
            )
        )
    }

    /// The parameters of a paged statement: whose list, how many to pass over, how many to read.
    static func arguments(_ subject: Int64, _ page: Page) -> Arguments {
        [.int64(subject), .int64(Int64(page.skip)), .int64(Int64(page.limit) + 1)]
    }
}
