import Model

/// Lists that belong to no user: rates, currencies and the chart of transfers.
extension Listing {
    /// The last quoted price of one US dollar in each currency; `$3`: seconds after which a rate is
    /// stale.
    package static let rates = Listing(
        .rates,
        [
            .column("currency", .currency, of: "q.currency"),
            .column(
                "rate",
                .text("92.5"),
                of: "q.rate",
                "The rate in use, an exact decimal: what one US dollar costs."
            ),
            .column(
                "quoted_at",
                .time,
                of: time("q")
            ),
            .column("age_seconds", .count, of: age),
            .column(
                "stale",
                .flag(example: false),
                of: "\(age) > $3",
                "Whether it is too old to exchange at."
            ),
            .nullable(
                "suspect",
                .object([
                    .column("rate", .text("0.925"), of: "s.rate"),
                    .column("quoted_at", .time, of: time("s")),
                ]),
                """
                A later quote that is too far from the rate in use. It is not used before another \
                quote confirms it or an administrator accepts it.
                """
            ),
        ],
        from: """
            read.rates AS r
            CROSS JOIN json_to_recordset(r.quotes)
                AS q (currency text, rate text, quoted_at_us bigint)
            LEFT JOIN json_to_recordset(r.suspects)
                AS s (currency text, rate text, quoted_at_us bigint) ON s.currency = q.currency
            """,
        by: [.ascending("q.currency COLLATE \"C\"")]
    )

    private static let age = """
        greatest(0, floor(extract(epoch FROM now()) - q.quoted_at_us / 1000000.0))::bigint
        """

    private static func time(_ quote: String) -> String {
        "timestamptz 'epoch' + \(quote).quoted_at_us * interval '1 microsecond'"
    }

    /// Codes of the currencies that have a rate, and the default one, `$3`.
    package static let currencies = Listing(
        .rates,
        [.column("currency", .currency)],
        from: """
            (SELECT $3 AS currency
             UNION
             SELECT q.currency
             FROM read.rates AS r
             CROSS JOIN json_to_recordset(r.quotes) AS q (currency text)) AS codes
            """,
        by: [.ascending("currency COLLATE \"C\"")],
        isBare: true
    )

    /// The number of all users' transfers in each of the last 24 hours.
    ///
    /// Hours begin at full hours of UTC; the last one is not over yet.
    package static let activity = Listing(
        .activity,
        [
            .column(
                "hour",
                .text("14:00", pattern: "^[0-9]{2}:00$"),
                of: "to_char(h.hour AT TIME ZONE 'UTC', 'HH24\":00\"')"
            ),
            .column("count", .count, of: "coalesce(t.count, 0)"),
        ],
        from: """
            generate_series(
                date_trunc('hour', now(), 'UTC') - interval '23 hours',
                date_trunc('hour', now(), 'UTC'),
                interval '1 hour'
            ) AS h (hour)
            LEFT JOIN read.transaction_hours AS t ON t.hour = h.hour
            """,
        by: [.ascending("h.hour")]
    )
}
