import TestSupport
import Testing

@testable import Text

extension Pages {
    /// Rates that jump, and exchanges at them, on a service of its own: rates concern everybody.
    @Suite(.patient) struct RateScenario {
        private let service: RunningService
        private let browser: Browser

        init() throws {
            service = try RunningService()
            browser = try Browser()
        }

        @Test(BrowserRun.core)
        func `18: a rate that jumped is shown, and an administrator accepts it by its figure`()
            throws
        {
            let page = try browser.window()
            try jump(page)
            try page.open("/admin#rates", of: service, as: .administrator)
            try page.waitForText("1 USD = 185 RUB was quoted on")
            try page.waitForText("it is 100 % above the rate in use")
            try page.find(.button, "Accept 1 USD = 185 RUB").click()
            let question = try page.find(.dialog, "Use this rate?")
            try question.waitForText("1 USD = 92.5 RUB")
            try page.find(.button, "Use 1 USD = 185 RUB", within: question).click()
            try page.waitForText("1 USD = 185 RUB is in use.")
            try page.waitForNoText("was quoted on")
            #expect(try !hasSuspect())
            #expect(try page.complaints().isEmpty)
        }

        @Test(BrowserRun.core)
        func `18: nobody receives less for an exchange than was shown`() throws {
            let page = try browser.window()
            try jump(page)
            try page.open("/app#wallet", of: service, as: try service.person("gero"))
            try page.find(.tab, "Exchange").click()
            let panel = try page.find(.tabPanel, "Exchange")
            try panel.waitForText("1 USD = 185 RUB was quoted on")
            try page.find(.textbox, "Amount", within: panel).fill("100")
            try panel.waitForText("You get 1.08 USD")
            try page.find(.button, "Review…", within: panel).click()
            let shown = try page.find(.dialog, "Exchange this money?")
            try shown.waitForText("1.08 USD")

            try service.send(
                "POST",
                "/admin/rates/RUB/accept",
                ["rate": "185"],
                as: .administrator
            )
            try page.find(.button, "Exchange 100.00 RUB", within: shown).click()
            try page.waitForText("this would buy less than you accept")
            try page.waitForText("available\n1,000.00 RUB")

            try page.find(.button, "Review…", within: panel).click()
            let second = try page.find(.dialog, "Exchange this money?")
            try second.waitForText("0.54 USD")
            try second.waitForText("1 USD = 185 RUB")
            try page.find(.button, "Exchange 100.00 RUB", within: second).click()
            try page.waitForText("available\n0.54 USD")
            // 21: both rows of the history show the other side and the rate.
            try page.waitForText("for 0.54 USD · 1 USD = 185 RUB")
            try page.waitForText("with 100.00 RUB · 1 USD = 185 RUB")
            #expect(try page.complaints(but: ["/exchange"]).isEmpty)
        }

        /// Lets the price of a dollar rise from 92.5 to 185 rubles.
        private func jump(_ page: BrowserPage) throws {
            try page.wait("rates are recorded", until: { try rates().contains(#""92.5""#) })
            try service.control(["rates": ["RUB": "185"]])
            try service.send("POST", "/admin/jobs/rates/run", as: .administrator)
            try page.wait("the jump is recorded", until: { try hasSuspect() })
        }

        private func rates() throws -> String { try service.client().send("GET", "/rates").body }

        private func hasSuspect() throws -> Bool { try rates().contains(#""suspect":{"#) }
    }
}
