import Commands
import Events

extension CommandEndpoints {
    /// POST /transfer: receiver_username or receiver_id, amount, currency?, memo?.
    static func transfer(_ body: inout BodyFields, _ context: CommandContext) -> any Command {
        let receiver = recipient(&body, context)
        let currency = body.currency(default: context.configuration.currency)
        let amount = body.amount("amount", currency)
        let memo = body.optionalText("memo", .memo)
        return TransferMoney(to: receiver, amount: Money(amount, currency), memo: memo)
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
