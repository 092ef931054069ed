import Postgres

/// Services of the outside catalogue that are listed now, by name.
enum ServicesQuery {
    private static let sql = """
        SELECT c.position, s.service_id, s.name, s.description
        FROM (
            SELECT coalesce(
                (SELECT position FROM read.checkpoints WHERE name = 'services'), 0
            ) AS position
        ) AS c
        LEFT JOIN LATERAL (
            SELECT service_id, name, description
            FROM read.services
            WHERE state = 'listed'
            ORDER BY name, service_id
            OFFSET $1 LIMIT $2
        ) AS s ON true
        ORDER BY s.name, s.service_id
        """

    static func read(_ page: Page, _ connection: Connection) throws(PostgresError) -> Reading {
        let rows = try connection.execute(
            sql,
            [.int64(Int64(page.skip)), .int64(Int64(page.limit) + 1)]
        )
        return try ListReader.answer(rows, limit: page.limit) { (row, json) throws(PostgresError) in
            let view = ServiceView(
                service: try row.string(1),
                name: try row.string(2),
                description: try row.string(3)
            )
            view.write(to: &json)
        }
    }
}
