import API
import Commands
import Entities
import Events
import HTTP
import Model
import Queries
import Settings

extension Section {
    /// Seconds that a transfer may stay pending: 30 days at most.
    private static let pendingSeconds: ClosedRange<Int64> = 1...2_592_000
    /// Minor units that a transfer of an autotest moves at most.
    private static let autotestAmount: Int64 = 10_000

    /// Commands that move money.
    static let money = Section("Wallet") { section in
        section.command(
            "transfer",
            .post,
            "/transfer",
            "Send money to another user",
            creates: "/transfers/42",
            refuses: [
                .insufficientFunds, .receiverNotFound, .sameAccount, .balanceLimit, .accountClosed,
            ],
            mayMiss: true
        ) { body, context in
            let payment = Payment(&body, context)
            return TransferMoney(
                to: payment.receiver,
                amount: payment.amount,
                memo: payment.memo,
                annotation: payment.annotation
            )
        }
        section.add(.transferBulk)
        section.command(
            "reserveTransfer",
            .post,
            "/transfers/pending",
            "Reserve money for another user",
            details: "Ends exactly once: posted, voided or expired.",
            creates: "/transfers/42",
            refuses: [
                .insufficientFunds, .receiverNotFound, .sameAccount, .balanceLimit, .accountClosed,
                .tooManyPending,
            ],
            mayMiss: true
        ) { body, context in
            let payment = Payment(&body, context)
            let seconds = body.optionalInteger("timeout_seconds", pendingSeconds, example: 3_600)
            return ReserveTransfer(
                to: payment.receiver,
                amount: payment.amount,
                memo: payment.memo,
                annotation: payment.annotation,
                lifetimeSeconds: seconds.map(Int.init) ?? context.configuration.pendingSeconds
            )
        }
        section.command(
            "postTransfer",
            .post,
            "/transfers/{id}/post",
            "Move reserved money, all of it or less",
            details: "By the sender or the receiver. The rest returns to the sender.",
            refuses: [
                .amountAbovePending, .wrongCurrency, .transferPosted, .transferVoided,
                .transferExpired,
                .transferNotPending, .receiverNotFound, .accountClosed, .balanceLimit,
            ],
            mayBeForeign: true
        ) { body, context in
            // Minor units are the transfer's own; a decimal depends on the currency it is meant in.
            let isStated = body.has("currency") || body.isText("amount")
            let currency = body.currency(
                default: context.configuration.currency,
                "The currency of `amount`; any other than the reserved one is refused."
            )
            return PostTransfer(
                TransferID(context.id),
                units: body.optionalAmount("amount", currency, "At most the reserved amount."),
                currency: isStated ? currency : nil
            )
        }
        section.command(
            "voidTransfer",
            .post,
            "/transfers/{id}/void",
            "Give reserved money back",
            details: "By the sender or the receiver.",
            refuses: [.transferPosted, .transferVoided, .transferExpired, .transferNotPending],
            mayBeForeign: true
        ) { _, context in VoidTransfer(TransferID(context.id)) }
        section.command(
            "reverseTransfer",
            .post,
            "/transfers/{id}/reverse",
            "Take a transfer back, once",
            details: """
                By the receiver or an administrator, who may also take it back from a deleted user.
                """,
            creates: "/transfers/43",
            refuses: [
                .insufficientFunds, .transferReversed, .notReversible, .transferNotPosted,
                .accountClosed, .balanceLimit,
            ],
            mayBeForeign: true
        ) { _, context in
            let byAdministrator = context.identity.isAdministrator
            let reversal = ReverseTransfer(
                TransferID(context.id),
                isAdministrator: byAdministrator
            )
            return byAdministrator ? AdministratorCommand(reversal) : reversal
        }
        section.command(
            "exchange",
            .post,
            "/exchange",
            "Exchange money at the recorded rate",
            details: """
                `amount` is in `from`. The amount received is rounded down to a minor unit; it is refused if \
                it is less than `min_receive`.
                """,
            creates: "/transfers/42",
            refuses: [
                .insufficientFunds, .sameCurrency, .noRate, .staleRate, .amountTooSmall,
                .belowMinReceive, .insufficientLiquidity, .balanceLimit, .systemAccountLimit,
                .accountClosed,
            ],
            mayMiss: true
        ) { body, context in
            let from = body.currency("from")
            let to = body.currency("to", example: "USD")
            return Exchange(
                from: CurrencyUnit(from, digits: CurrencyDigits.of(from) ?? 2),
                to: CurrencyUnit(to, digits: CurrencyDigits.of(to) ?? 2),
                units: body.amount("amount", from),
                minimum: body.optionalAmount(
                    "min_receive",
                    to,
                    "In `to`; nothing is sold for less."
                ),
                ExchangeLimits(
                    maximumAgeSeconds: context.configuration.rateMaximumAgeSeconds,
                    creditDollars: context.configuration.exchangeCreditDollars
                )
            )
        }
        section.question(
            "exchangeQuote",
            .get,
            "/exchange/quote",
            "What an exchange would give now",
            details: """
                At the rates in use, and rounded as an exchange is. The rates may change before it is done: \
                send `receive` as its `min_receive`. Stale rates are not used for an exchange. If `receive` is \
                above `available`, the exchange is refused with `insufficient-liquidity`.
                """,
            answer: .view(.named(.exchangeQuote))
        ) { parameters, context in
            let from = parameters.currency(named: "from", "The currency to sell; required.")
            let to = parameters.currency(named: "to", "The currency to buy; required.")
            let unit = from ?? .rub
            let units = parameters.amount("amount", unit, "The amount to sell; required.")
            parameters.requireAll([
                ("from", from != nil), ("to", to != nil), ("amount", units != nil),
            ])
            if let from, from == to { parameters.wrong("to", "must be another currency than from") }
            return .exchangeQuote(
                ExchangeInquiry(
                    from: CurrencyUnit(unit, digits: CurrencyDigits.of(unit) ?? 2),
                    to: CurrencyUnit(to ?? .usd, digits: to.flatMap(CurrencyDigits.of) ?? 2),
                    units: units ?? 1,
                    staleAfterSeconds: context.sources.configuration.rateMaximumAgeSeconds,
                    credit: ExchangeCredit(
                        dollars: context.sources.configuration.exchangeCreditDollars
                    )
                )
            )
        }
        section.command(
            "adjustBalance",
            .post,
            "/transactions",
            "Adjust a user's balance",
            details: """
                `debit` adds, `credit` takes, also from the wallet of a deleted user.
                """,
            access: .administrator,
            creates: "/transfers/42",
            refuses: [
                .insufficientFunds, .receiverNotFound, .accountClosed, .balanceLimit,
                .systemAccountLimit,
            ],
            mayMiss: true
        ) { body, context in
            let type = body.text("type", .word("debit", "credit"))
            let reason = body.text("reason", .word("refund", "stock"))
            let currency = body.currency(default: context.configuration.currency)
            let value = body.amount("value", currency)
            let email = body.text("email", .email)
            let memo = body.optionalText("memo", .memo)
            return AdjustBalance(
                of: .email(context.claims.email(email)),
                Adjustment(
                    type == "credit" ? .takes : .adds,
                    reason == "stock" ? .stock : .refund,
                    Money(value, currency),
                    memo: memo
                )
            )
        }
        section.command(
            "autotest",
            .post,
            "/transactions/autotest",
            "Random transfers between the demo users",
            access: .administrator,
            refuses: [.noDemoUsers, .insufficientFunds, .balanceLimit]
        ) { body, context in
            MakeRandomTransfers(
                between: DemoAccount.all.map { .username(context.claims.username($0.username)) },
                count: Int(
                    body.integer("count", 1...Int64(MakeRandomTransfers.maximumCount), example: 10)
                ),
                currency: context.configuration.currency,
                largest: autotestAmount,
                seed: UInt64.random(in: .min ... .max)
            )
        }
    }
}

extension BodyFields {
    /// Whether the request has a receiver, who may not exist.
    package var hasReceiver: Bool { namesReceiver || isGiven("receiver_id") }

    /// Whether it has the receiver's name.
    package var namesReceiver: Bool { isGiven("receiver_username") }
}

/// What a request to pay somebody names: receiver_username or receiver_id, amount, currency?,
/// memo?, reference?, metadata?.
struct Payment {
    let receiver: Recipient
    let amount: Money
    let memo: String?
    let annotation: Annotation?

    init(_ body: inout BodyFields, _ context: CommandContext) {
        receiver = Self.recipient(&body, context)
        let currency = body.currency(default: context.configuration.currency)
        amount = Money(
            body.amount("amount", currency, "Minor units, or a decimal string."),
            currency
        )
        memo = body.optionalText("memo", .memo)
        annotation = body.annotation(seenBy: "Sender and receiver see")
    }

    private static func recipient(
        _ body: inout BodyFields,
        _ context: CommandContext
    ) -> Recipient {
        body.alternatives(["receiver_username", "receiver_id"])
        guard body.has("receiver_id") else {
            let name = body.text("receiver_username", .username, example: "bob")
            return .username(context.claims.username(name))
        }
        if body.has("receiver_username") {
            body.wrong("receiver_id", "must not be given together with receiver_username")
            _ = body.optionalText("receiver_username", .username)
        }
        return .user(UserID(body.identifier("receiver_id")))
    }
}

/// Users of the demo data; their passwords are no secret.
package enum DemoAccount {
    package static let all: [(username: String, password: String)] = [
        ("admin", "demo-admin-password"), ("alice", "demo-alice-password"),
        ("bob", "demo-bob-password"), ("carol", "demo-carol-password"),
    ]
}
