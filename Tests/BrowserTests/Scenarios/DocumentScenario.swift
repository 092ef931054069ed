import TestSupport
import Testing

extension Pages {
    @Suite(.patient) struct DocumentScenario {
        private let service: RunningService
        private let browser: Browser

        init() throws {
            service = try RunningService.shared.get()
            browser = try Browser()
        }

        @Test(BrowserRun.all)
        func `an operation can be opened, tried and copied as a curl command`() throws {
            let page = try browser.window()
            try page.open(service.address("/docs#overview"))
            try page.find(.button, "Send").click()
            try page.waitForText("200")
            try page.waitForText("\"read_models\": [")
            try page.find(.button, "Copy as curl").click()
            try page.waitForText("curl -i '\(service.address("/overview"))'")
            #expect(try page.complaints().isEmpty)
        }

        @Test(BrowserRun.all)
        func `an operation that needs a user says so while nobody is signed in`() throws {
            let page = try browser.window()
            try page.open(service.address("/docs#balances"))
            try page.find(.button, "Send").click()
            try page.waitForText("This call needs a user")
            try page.waitForText("401")
            #expect(try page.complaints(but: ["/balances"]).isEmpty)
        }
    }
}
