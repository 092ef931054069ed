import Commands
import Events
import Model
import Settings

extension CommandEndpoints {
    /// Seconds that a transfer may stay pending: 30 days at most.
    static let pendingSeconds: ClosedRange<Int64> = 1...2_592_000

    /// Minor units that a transfer of an autotest moves at most.
    private static let autotestAmount: Int64 = 10_000

    /// POST /transfers/pending: as POST /transfer, and timeout_seconds?.
    static func reserveTransfer(
        _ body: inout BodyFields,
        _ context: CommandContext
    ) -> any Command {
        let order = PaymentFields(&body, context)
        let seconds = body.optionalInteger("timeout_seconds", pendingSeconds)
        return ReserveTransfer(
            to: order.receiver,
            amount: order.amount,
            memo: order.memo,
            lifetimeSeconds: seconds.map(Int.init) ?? context.configuration.pendingSeconds
        )
    }

    /// POST /transfers/{id}/post: amount?; currency? if it is not in the default.
    static func postTransfer(_ body: inout BodyFields, _ context: CommandContext) -> any Command {
        // Minor units are the transfer's own; a decimal depends on the currency it is meant in.
        let isStated = body.has("currency") || body.isText("amount")
        let currency = body.currency(default: context.configuration.currency)
        return PostTransfer(
            TransferID(context.id),
            units: body.optionalAmount("amount", currency),
            currency: isStated ? currency : nil
        )
    }

    /// POST /transfers/{id}/void.
    static func voidTransfer(_ context: CommandContext) -> any Command {
        VoidTransfer(TransferID(context.id))
    }

    /// POST /transfers/{id}/reverse.
    static func reverseTransfer(_ context: CommandContext) -> any Command {
        ReverseTransfer(
            TransferID(context.id),
            isAdministrator: context.identity.isAdministrator
        )
    }

    /// POST /exchange: from, to, amount.
    static func exchange(_ body: inout BodyFields, _ context: CommandContext) -> any Command {
        let from = body.currency("from")
        let to = body.currency("to")
        return Exchange(
            from: CurrencyUnit(from, digits: CurrencyDigits.of(from) ?? 2),
            to: CurrencyUnit(to, digits: CurrencyDigits.of(to) ?? 2),
            units: body.amount("amount", from),
            maximumAgeSeconds: context.configuration.rateMaximumAgeSeconds
        )
    }

    /// POST /transactions: type (`debit` adds, `credit` takes), reason, value, currency?, email.
    static func adjustBalance(_ body: inout BodyFields, _ context: CommandContext) -> any Command {
        let type = body.text("type", .word("credit", "debit"))
        let reason = body.text("reason", .word("refund", "stock"))
        let currency = body.currency(default: context.configuration.currency)
        let value = body.amount("value", currency)
        let email = body.text("email", .email)
        return AdjustBalance(
            of: .email(context.claims.email(email)),
            Adjustment(
                type == "credit" ? .takes : .adds,
                reason == "stock" ? .stock : .refund,
                Money(value, currency)
            )
        )
    }

    /// POST /transactions/autotest: count.
    static func autotest(_ body: inout BodyFields, _ context: CommandContext) -> any Command {
        MakeRandomTransfers(
            between: DemoAccount.all.map { .username(context.claims.username($0.username)) },
            count: Int(body.integer("count", 1...Int64(MakeRandomTransfers.maximumCount))),
            currency: context.configuration.currency,
            largest: autotestAmount,
            seed: UInt64.random(in: .min ... .max)
        )
    }
}
