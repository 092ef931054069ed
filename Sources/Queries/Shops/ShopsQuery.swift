import Model
import Postgres

/// All shops, newest first.
enum ShopsQuery {
    private static let sql = """
        SELECT c.position, s.shop_id, s.name, s.description, s.site
        FROM (
            SELECT coalesce(
                (SELECT position FROM read.checkpoints WHERE name = 'catalog'), 0) AS position
        ) AS c
        LEFT JOIN LATERAL (
            SELECT shop_id, name, description, site
            FROM read.shops
            ORDER BY shop_id DESC
            OFFSET $1 LIMIT $2
        ) AS s ON true
        ORDER BY s.shop_id DESC
        """

    static func read(_ page: Page, _ connection: Connection) throws(PostgresError) -> Reading {
        let rows = try connection.execute(
            sql,
            [.int64(Int64(page.skip)), .int64(Int64(page.limit) + 1)]
        )
        return try ListReader.answer(rows, limit: page.limit) { (row, json) throws(PostgresError) in
            let view = ShopView(
                shop: ShopID(try row.int64(1)),
                name: try row.string(2),
                description: try row.string(3),
                site: try row.string(4)
            )
            view.write(to: &json)
        }
    }
}
