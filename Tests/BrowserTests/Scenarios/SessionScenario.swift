import TestSupport
import Testing

extension Pages {
    @Suite(.patient) struct SessionScenario {
        private let service: RunningService
        private let browser: Browser

        init() throws {
            service = try RunningService.shared.get()
            browser = try Browser()
        }

        @Test(BrowserRun.all)
        func `an expired token is refreshed without disturbing the user`() throws {
            let service = try RunningService(environment: ["TALLY_TOKEN_SECONDS": "7"])
            let receiver = try service.person("uta")
            let page = try browser.window()
            try page.open("/app#wallet", of: service, as: try service.person("viktor"))
            let first = try accessToken(of: page)
            try page.fillTransfer("100", to: receiver.name)
            _ = try page.find(.dialog, "Send this money?")
            try page.wait("the token has expired", "Date.now() > \(try expiry(of: page))")
            try page.confirmTransfer()
            try page.waitForText("100.00 RUB sent to \(receiver.name).")
            try page.waitForText("available\n900.00 RUB")
            #expect(try accessToken(of: page) != first)
            try page.waitForText("Live")
            #expect(try page.complaints().isEmpty)
        }

        @Test(BrowserRun.all)
        func `a rejected token is refreshed by only one of two tabs`() throws {
            let person = try service.person("walter")
            let page = try browser.window()
            try page.open("/app#wallet", of: service, as: person)
            let other = try browser.tab(beside: page)
            try other.open(service.address("/app#orders"))
            try other.waitForText("You have no orders yet")
            try page.evaluate(
                """
                localStorage.setItem("tally.session", JSON.stringify(
                    { ...JSON.parse(localStorage.getItem("tally.session")), access: "worn" }))
                """
            )
            for tab in [page, other] { try tab.evaluate("location.hash = 'shops'") }
            for tab in [page, other] { try tab.waitForText("Corner bakery") }
            #expect(try accessToken(of: page) != "worn")
            for tab in [page, other] {
                try tab.reload()
                _ = try tab.find(.menu, "Account of \(person.name)")
                #expect(try tab.complaints(but: ["status of 401"]).isEmpty)
            }
        }

        @Test(BrowserRun.all)
        func `signing out and in happens in every tab`() throws {
            let person = try service.person("xaver")
            let page = try browser.window()
            try page.open("/app#wallet", of: service, as: person)
            let other = try browser.tab(beside: page)
            try other.open(service.address("/app#wallet"))
            try other.waitForText("available\n1,000.00 RUB")
            try page.find(.menu, "Account of \(person.name)").click()
            try page.find(.button, "Sign out").click()
            try page.waitForText("You are signed out.")
            try other.waitForText("You signed out in another tab.")
            try other.waitForText("Sign in to Tally")
            try other.waitForNoText("1,000.00 RUB")

            let next = try service.person("yvonne")
            try page.signIn(as: next)
            try other.waitForText("Signed in as \(next.name) in another tab.")
            try other.waitForText("available\n1,000.00 RUB")
            for tab in [page, other] { #expect(try tab.complaints().isEmpty) }
        }

        @Test(BrowserRun.all)
        func `a wrong password is reported, and the right one works afterwards`() throws {
            let person = try service.person("zoe")
            let page = try browser.window()
            try page.open(service.address("/app"))
            try page.find(.textbox, "User name or e-mail").fill(person.name)
            try page.find(.textbox, "Password").fill("not the password")
            let panel = try page.find(.tabPanel, "Sign in")
            try page.find(.button, "Sign in", within: panel).click()
            try page.waitForText("The name or the password is not right.")
            try page.signIn(as: person)
            #expect(try page.complaints(but: ["/login"]).isEmpty)
        }

        private func accessToken(of page: BrowserPage) throws -> String? {
            try page.evaluate("JSON.parse(localStorage.getItem('tally.session')).access").string
        }

        private func expiry(of page: BrowserPage) throws -> Int64 {
            let expression = "JSON.parse(localStorage.getItem('tally.session')).expires"
            return try #require(try page.evaluate(expression).integer)
        }
    }
}
