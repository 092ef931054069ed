import Commands

extension CommandEndpoints {
    /// POST /transfer: receiver_username or receiver_id, amount, currency?, memo?.
    static func transfer(_ body: inout BodyFields, _ context: CommandContext) -> any Command {
        let payment = PaymentFields(&body, context)
        return TransferMoney(to: payment.receiver, amount: payment.amount, memo: payment.memo)
    }
}
