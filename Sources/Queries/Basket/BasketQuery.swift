import Model
import Postgres

/// A user's basket with today's prices.
enum BasketQuery {
    private static let sql = """
        SELECT c.position, l.product_id, l.quantity, p.name, p.price, p.currency,
            p.on_hand - p.reserved
        FROM (
            SELECT coalesce(
                (SELECT position FROM read.checkpoints WHERE name = 'baskets'), 0) AS position
        ) AS c
        LEFT JOIN (
            read.baskets AS b
            CROSS JOIN ROWS FROM (
                json_to_recordset(b.lines) AS (product_id bigint, quantity bigint)
            ) WITH ORDINALITY AS l (product_id, quantity, place)
            -- The catalogue may be behind the basket.
            LEFT JOIN read.products AS p ON p.product_id = l.product_id
        ) ON b.user_id = $1
        ORDER BY l.place
        """

    static func read(
        _ user: UserID,
        taxBasisPoints: Int,
        _ connection: Connection
    ) throws(PostgresError) -> Reading {
        let rows = try connection.execute(sql, [.int64(user.rawValue)])
        guard let first = rows.first else { throw .decoding("a basket gave no row") }
        var lines: [BasketView.Line] = []
        for row in rows where !row.isNull(1) {
            lines.append(
                BasketView.Line(
                    product: try row.int64(1),
                    quantity: try row.int64(2),
                    name: try row.optionalString(3),
                    price: try row.optionalInt64(4),
                    currency: try row.optionalString(5),
                    available: try row.optionalInt64(6)
                )
            )
        }
        let view = BasketView(lines: lines, taxBasisPoints: Int64(taxBasisPoints))
        return .found(view.answer(at: LogPosition(try first.int64(0))))
    }
}
