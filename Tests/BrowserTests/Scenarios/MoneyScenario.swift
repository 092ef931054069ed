import TestSupport
import Testing

extension Pages {
    @Suite(.patient) struct MoneyScenario {
        private let service: RunningService
        private let browser: Browser

        init() throws {
            service = try RunningService.shared.get()
            browser = try Browser()
        }

        @Test(BrowserRun.core)
        func `a registration and a transfer appear live in other windows`() throws {
            let receiver = try service.person("bruno")
            let home = try browser.window()
            try home.open(service.address("/"))
            try home.waitForText("Live")
            let theirs = try browser.window()
            try theirs.open("/app#wallet", of: service, as: receiver)
            try theirs.waitForText("Opening grant")

            let mine = try browser.window()
            let sender = service.uniqueName("anna")
            try register(sender, on: mine)
            try mine.waitForText("1,000.00 RUB")
            try mine.fillTransfer("12.50", to: receiver.name)
            let dialog = try mine.find(.dialog, "Send this money?")
            try dialog.waitForText("987.50 RUB")
            try mine.find(.button, "Send 12.50 RUB", within: dialog).click()
            try mine.waitForText("12.50 RUB sent to \(receiver.name).")
            try mine.waitForText("987.50 RUB")

            // The other windows show it without a reload.
            try theirs.waitForText("1,012.50 RUB")
            try theirs.waitForText("From \(sender)")
            try home.waitForText("12.50 RUB")
            for page in [home, theirs, mine] { #expect(try page.complaints().isEmpty) }
        }

        @Test(BrowserRun.all)
        func `a double click sends money once`() throws {
            let (sender, receiver) = (try service.person("dora"), try service.person("emil"))
            let page = try browser.window()
            try page.open("/app#wallet", of: service, as: sender)
            try page.fillTransfer("100", to: receiver.name)
            let dialog = try page.find(.dialog, "Send this money?")
            let send = try page.find(.button, "Send 100.00 RUB", within: dialog)
            try send.call("function() { this.click(); this.click() }")
            try page.waitForText("100.00 RUB sent to \(receiver.name).")
            try page.waitForText("900.00 RUB")
            try page.reload()
            try page.waitForText("900.00 RUB")
            #expect(try page.complaints().isEmpty)
        }

        @Test(BrowserRun.all)
        func `an impossible transfer is refused in the form before it is sent`() throws {
            let sender = try service.person("fritz")
            let page = try browser.window()
            try page.open("/app#wallet", of: service, as: sender)
            try page.fillTransfer("5000", to: "bob")
            try page.waitForText("This is more than is available.")
            try page.fillTransfer("1", to: "nobody-of-this-name")
            try page.waitForText("There is no user with this name.")
            try page.fillTransfer("x", to: "bob")
            try page.waitForText("Type an amount above zero, like 12.50.")
            #expect(try page.complaints(but: ["/check-user"]).isEmpty)
        }

        @Test(BrowserRun.all)
        func `26: the message about an amount fits the mistake`() throws {
            let page = try browser.window()
            try page.open("/app#wallet", of: service, as: try service.person("fabian"))
            let panel = try page.find(.tabPanel, "Send")
            try page.find(.textbox, "To (user name)", within: panel).fill("bob")
            let amount = try page.find(.textbox, "Amount", within: panel)
            for (typed, message) in [
                ("12.505", "RUB has at most 2 digits after the point. If you mean thousands, type"),
                ("0.505", "RUB has at most 2 digits after the point."),
                (String(repeating: "9", count: 20), "This is more than is available."),
                ("1000000.01", "This is more than is available."),
                ("0.00", "Type an amount above zero."),
                (".", "Type an amount above zero, like 12.50."),
                ("-5", "Type an amount above zero, like 12.50."),
            ] {
                try amount.fill(typed)
                try page.find(.button, "Review…", within: panel).click()
                try page.waitForText(message)
            }
            for (typed, sum) in [
                (".5", "0.50 RUB"), ("5.", "5.00 RUB"), (",5", "0.50 RUB"), ("12,5", "12.50 RUB"),
            ] {
                try amount.fill(typed)
                try page.find(.button, "Review…", within: panel).click()
                let dialog = try page.find(.dialog, "Send this money?")
                _ = try page.find(.button, "Send \(sum)", within: dialog)
                try page.find(.button, "Go back", within: dialog).click()
                try page.waitForNo(.dialog, "Send this money?")
            }
            #expect(try page.complaints().isEmpty)
        }

        private func register(_ name: String, on page: BrowserPage) throws {
            try page.open(service.address("/app"))
            try page.find(.tab, "Register").click()
            try page.find(.textbox, "User name").fill(name)
            try page.find(.textbox, "E-mail").fill("\(name)@example.org")
            try page.find(.textbox, "Password").fill("correct horse battery")
            try page.find(.button, "Create an account").click()
            _ = try page.find(.heading, "Wallet")
        }
    }
}
