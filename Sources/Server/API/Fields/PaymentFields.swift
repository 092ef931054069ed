import Commands
import Events
import Model
import Settings

/// What a request to pay somebody names: receiver_username or receiver_id, amount, currency?, memo?.
struct PaymentFields {
    let receiver: Recipient
    let amount: Money
    let memo: String?

    init(_ body: inout BodyFields, _ context: CommandContext) {
        receiver = Self.recipient(&body, context)
        let currency = body.currency(default: context.configuration.currency)
        amount = Money(body.amount("amount", currency), currency)
        memo = body.optionalText("memo", .memo)
    }

    private static func recipient(
        _ body: inout BodyFields,
        _ context: CommandContext
    ) -> Recipient {
        switch (body.has("receiver_username"), body.has("receiver_id")) {
        case (false, true):
            return .user(UserID(body.identifier("receiver_id")))
        case (true, false), (false, false):
            let name = body.text("receiver_username", .username)
            return .username(context.claims.username(name))
        case (true, true):
            body.wrong("receiver_id", "must not be given together with receiver_username")
            _ = body.optionalText("receiver_username", .username)
            return .user(UserID(body.identifier("receiver_id")))
        }
    }
}
