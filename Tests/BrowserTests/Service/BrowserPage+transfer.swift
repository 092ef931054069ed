/// Steps in the wallet that several scenarios share.
extension BrowserPage {
    /// Fills in a transfer and opens the question whether to send it.
    func fillTransfer(_ amount: String, to receiver: String) throws {
        let panel = try find(.tabPanel, "Send")
        try find(.textbox, "To (user name)", within: panel).fill(receiver)
        try find(.textbox, "Amount", within: panel).fill(amount)
        try find(.button, "Review…", within: panel).click()
    }

    /// Confirms the question that `fillTransfer` opened.
    func confirmTransfer() throws {
        let question = try find(.dialog, "Send this money?")
        try find(.button, beginning: "Send ", within: question).click()
    }
}

extension BrowserPage {
    /// Types the text of a file of transfers and has it checked.
    func checkTransfers(_ text: String) throws {
        try find(.textbox, "Text of the file").fill(text)
        try find(.button, "Check the lines").click()
    }
}
