import TestSupport
import Testing

@testable import Text

extension Pages {
    @Suite(.patient) struct PreferenceScenario {
        private let service: RunningService
        private let browser: Browser

        init() throws {
            service = try RunningService.shared.get()
            browser = try Browser()
        }

        @Test(BrowserRun.all)
        func `the browser's language is used until the user chooses one, which is kept`() throws {
            let page = try browser.window(language: "ru-RU")
            try page.open(service.address("/"))
            try page.find(.button, "English").click()
            try page.waitForText("Money, seats and orders on one log")
            try page.reload()
            try page.waitForText("Money, seats and orders on one log")
            try page.find(.button, "Русский").click()
            try page.waitForNoText("Money, seats and orders on one log")
            #expect(try page.evaluate("document.documentElement.lang") == "ru")
            #expect(try page.complaints().isEmpty)
        }

        @Test(BrowserRun.all)
        func `the system's theme is used until the user chooses one, which is kept`() throws {
            let page = try browser.window()
            try page.prefer(dark: true)
            try page.open(service.address("/"))
            let dark = try background(of: page)
            try page.find(.button, "Theme: like the system").click()
            try page.wait("the page is light", until: { try background(of: page) != dark })
            try page.reload()
            try page.wait("the page is light", until: { try background(of: page) != dark })
            try page.find(.button, "Theme: light").click()
            _ = try page.find(.button, "Theme: dark")
            try page.prefer(dark: false)
            try page.wait("the page is dark", until: { try background(of: page) == dark })
            #expect(try page.complaints().isEmpty)
        }

        private func background(of page: BrowserPage) throws -> String? {
            try page.evaluate("getComputedStyle(document.body).backgroundColor").string
        }
    }
}
