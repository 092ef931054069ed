/// What several scenarios do in the wallet.
extension BrowserPage {
    /// Fills in a transfer, up to the question whether to send it.
    func fillTransfer(_ amount: String, to receiver: String) throws {
        let panel = try find(.tabPanel, "Send")
        try find(.textbox, "To (user name)", within: panel).fill(receiver)
        try find(.textbox, "Amount", within: panel).fill(amount)
        try find(.button, "Review…", within: panel).click()
    }

    /// Answers the question that `fillTransfer` led to.
    func confirmTransfer() throws {
        let question = try find(.dialog, "Send this money?")
        try find(.button, beginning: "Send ", within: question).click()
    }
}
