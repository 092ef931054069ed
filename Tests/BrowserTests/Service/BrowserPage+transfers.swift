extension BrowserPage {
    /// Types the text of a file of transfers and has it checked.
    func checkTransfers(_ text: String) throws {
        try find(.textbox, "Text of the file").fill(text)
        try find(.button, "Check the lines").click()
    }
}
