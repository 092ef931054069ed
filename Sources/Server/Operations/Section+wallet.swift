import API
import HTTP
import Model
import Queries
import Settings

extension Section {
    /// Questions about money.
    static let wallet = Section("Wallet") { section in
        section.question(
            "balance",
            .get,
            "/balance",
            "Own balance in one currency",
            details: "A pending amount is available again from its deadline on.",
            answer: .view(.named(.balance))
        ) { parameters, context in
            .balance(
                context.user,
                parameters.currency(default: context.sources.configuration.currency)
            )
        }
        section.question(
            "balances",
            .get,
            "/balances",
            "Own balances, now or as of a moment",
            details: """
                With `at`, the answer includes everything recorded up to that moment and never changes: it \
                waits for the read model, at most as long as with `min_position` (503). `position` names the \
                last event included, always the last one of a command: a position inside a command means the \
                end of the previous command. For a time, reservations count until their deadlines.
                """,
            answer: .view(.page(of: .named(.balance)))
        ) { parameters, context in
            parameters.asOf().map { .balancesAsOf(context.user, $0) } ?? .balances(context.user)
        }
        section.question(
            "transactions",
            .get,
            "/transactions",
            "Own transfers, newest first",
            details: """
                For a pending transfer, `expires_at` is when its money becomes free again unless it is \
                posted: from then on it is `expired`. For all others `expires_at` is null. `timestamp` is \
                when the money moved, or was reserved while it has not moved; the list is in its order. \
                A pending transfer that is posted between two pages is on the first page from then on, and on \
                no later one. \
                A filter by type, currency, amount or memo, or by the status `posted` or `reversed`, \
                without a reference, looks at no more than \
                \(Listing.mostLookedAt) transfers of each side for one page: such a page may be short or \
                empty, and the list goes on as long as there is a `Link` with rel="next".
                """,
            answer: .view(.page(of: .named(.transaction)))
        ) { parameters, context in
            let filter = parameters.transactionFilter(
                default: context.sources.configuration.currency
            )
            return .transactions(context.user, filter, parameters.page())
        }
        section.thing(
            "transferByID",
            "/transfers/{id}",
            "A transfer",
            details: "Of its sender and its receiver, or of anybody for an administrator.",
            .transaction
        ) { .transfer(TransferID($0)) }
        section.question(
            "activity",
            .get,
            "/transactions/graph",
            "Transfers by hour",
            details:
                "Transfers of all users in each of the last 24 hours (UTC), the current hour last.",
            answer: .view(
                .array(
                    .object([
                        .member("hour", .text("14:00", pattern: "^[0-9]{2}:00$")),
                        .member("count", .count),
                    ]),
                    count: 24...24
                )
            )
        ) { _, _ in .activity }
        section.question(
            "statement",
            .get,
            "/statement",
            "Own statement of one currency",
            details: """
                A document: it includes everything recorded before its end, and never changes. It waits for \
                the read model, at most as long as with `min_position` (503). `position` is the last event of \
                any account recorded before the end. One of more than 10,000 lines is sent in chunks, without \
                `ETag`; if it can't be finished, the connection is reset, so that a part is not taken for the \
                whole.
                """,
            answer: .viewOrCSV(.named(.statement))
        ) { parameters, context in
            let sources = context.sources
            let period = parameters.statementPeriod(
                default: sources.configuration.currency,
                now: sources.now
            )
            return .statement(context.user, period)
        }
        section.question(
            "refunds",
            .get,
            "/reports/refunds",
            "Refunds received lately",
            answer: .view(
                .object([
                    .member("days", .integer(1...366, example: 7)),
                    .member(
                        "refunds",
                        .array(
                            .object([
                                .member("currency", .currency),
                                .member("amount", .total(example: 500), "The sum in minor units."),
                                .member("count", .count),
                            ]),
                            count: nil
                        )
                    ),
                ])
            )
        ) { parameters, context in
            let days = parameters.optionalInteger(
                "days",
                1...366,
                example: 7,
                "How many days back; 7 if absent."
            )
            return .refunds(context.user, days: Int(days ?? 7))
        }
        section.open(
            "currencies",
            "/currencies",
            "Currencies: the default one and those with a rate",
            answer: .view(.array(.currency, count: nil)),
            .publicQuestion { node in .currencies(default: node.configuration.currency) }
        )
        section.open(
            "rates",
            "/rates",
            "Recorded exchange rates",
            answer: .view(.array(.named(.rate), count: nil)),
            .publicQuestion { node in
                .rates(staleAfterSeconds: node.configuration.rateMaximumAgeSeconds)
            }
        )
    }
}
