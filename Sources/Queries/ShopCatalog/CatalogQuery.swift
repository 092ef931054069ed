import Model
import Postgres

/// The products of a shop, newest first.
enum CatalogQuery {
    private static let sql = """
        SELECT c.position, s.shop_id, p.product_id, p.name, p.description, p.price, p.currency,
            p.on_hand - p.reserved
        FROM (
            SELECT coalesce(
                (SELECT position FROM read.checkpoints WHERE name = 'catalog'), 0) AS position
        ) AS c
        LEFT JOIN read.shops AS s ON s.shop_id = $1
        LEFT JOIN LATERAL (
            SELECT product_id, name, description, price, currency, on_hand, reserved
            FROM read.products
            WHERE shop_id = s.shop_id
            ORDER BY product_id DESC
            OFFSET $2 LIMIT $3
        ) AS p ON true
        ORDER BY p.product_id DESC
        """

    private static let shopColumn = 1
    private static let productColumn = 2

    static func read(
        _ shop: ShopID,
        _ page: Page,
        _ connection: Connection
    ) throws(PostgresError) -> Reading {
        let rows = try connection.execute(sql, ListReader.arguments(shop.rawValue, page))
        if let first = rows.first, first.isNull(shopColumn) {
            return .notFound(at: LogPosition(try first.int64(0)))
        }
        return try ListReader.answer(rows, limit: page.limit, id: productColumn) {
            (row, json) throws(PostgresError) in
            try ProductView(row).write(to: &json)
        }
    }
}
