import TestSupport
import Testing

extension Pages {
    @Suite(.patient) struct KeyboardScenario {
        private let service: RunningService
        private let browser: Browser

        init() throws {
            service = try RunningService.shared.get()
            browser = try Browser()
        }

        @Test(BrowserRun.all)
        func `signing in, sending money and signing out work without a mouse`() throws {
            let (sender, receiver) = (try service.person("erna"), try service.person("felix"))
            let page = try browser.window()
            try page.open(service.address("/app"))
            try page.waitForText("Sign in to Tally")
            try page.press(.tab)
            try page.waitForFocus("Skip to the content")
            try page.tab(to: .textbox, "User name or e-mail")
            try page.type(sender.name)
            try page.tab(to: .textbox, "Password")
            try page.type(sender.password)
            try page.press(.enter)
            try page.waitForText("available\n1,000.00 RUB")

            try page.tab(to: .textbox, "To (user name)")
            try page.type(receiver.name)
            try page.tab(to: .textbox, "Amount")
            try page.type("12.50")
            try page.press(.enter)
            _ = try page.find(.dialog, "Send this money?")
            try page.press(.escape)
            try page.waitForNo(.dialog, "Send this money?")
            try page.waitForFocus("Amount")
            try page.tab(to: .button, "Review…")
            try page.press(.space)
            _ = try page.find(.dialog, "Send this money?")
            try page.tab(to: .button, "Send 12.50 RUB")
            try page.press(.enter)
            try page.waitForText("12.50 RUB sent to \(receiver.name).")
            try page.waitForText("available\n987.50 RUB")
            // The focus is ready for the next transfer.
            try page.waitForFocus("To (user name)")

            try page.reload()
            try page.waitForText("available\n987.50 RUB")
            try page.tab(to: .menu, "Account of \(sender.name)")
            try page.press(.enter)
            try page.tab(to: .button, "Sign out")
            try page.press(.enter)
            try page.waitForText("You are signed out.")
            #expect(try page.complaints().isEmpty)
        }

        @Test(BrowserRun.all)
        func `the arrow keys move between the tabs of a card`() throws {
            let page = try browser.window()
            try page.open("/app#wallet", of: service, as: try service.person("greta"))
            try page.tab(to: .tab, "Send")
            try page.press(.arrowRight)
            try page.waitForFocus("Reserve")
            _ = try page.find(.tabPanel, "Reserve")
            #expect(try page.complaints().isEmpty)
        }
    }
}
