import Foundation
import TestSupport
import Testing

@testable import Text

extension Pages {
    /// 28 and 29: the frame of the pages.
    @Suite(.patient) struct FrameScenario {
        private let service: RunningService
        private let browser: Browser

        init() throws {
            service = try RunningService.shared.get()
            browser = try Browser()
        }

        @Test(BrowserRun.all, arguments: ["/", "/app", "/admin", "/docs"])
        func `28: a page is painted before its modules are there`(path: String) throws {
            let page = try browser.window()
            try page.block("*/kit/kit.js")
            try page.open(service.address(path))
            _ = try page.firstPaint()
            try page.waitForText("Tally")
            try page.unblock()
            try page.slowDown(latencyMilliseconds: 300, bytesPerSecond: 200_000)
            try page.open("about:blank")
            try page.open(service.address(path))
            let milliseconds = try page.firstPaint()
            print("First paint of \(path) over 300 ms and 1.6 Mbit/s: \(Int(milliseconds)) ms")
        }

        @Test(BrowserRun.all)
        func `28: the other language is fetched only when it is asked for`() throws {
            let page = try browser.window()
            try page.open(service.address("/"))
            try page.waitForText("Money, seats and orders on one log")
            let fetched = """
                performance.getEntriesByType("resource").some((one) => one.name.includes("/texts/ru/"))
                """
            #expect(try !page.evaluate(fetched).isTrue)
            try page.find(.button, "Русский").click()
            try page.waitForText("Деньги, места и заказы в одном журнале")
            #expect(try page.evaluate(fetched).isTrue)
            #expect(try page.complaints().isEmpty)
        }

        @Test(BrowserRun.all)
        func `28: an unknown address is a page`() throws {
            let page = try browser.window()
            try page.open(service.address("/no-such-page"))
            _ = try page.find(.heading, "No such page")
            try page.waitForText("/no-such-page")
            try page.find(.link, "To the first page").click()
            try page.waitForText("Money, seats and orders on one log")
            #expect(try page.complaints(but: ["/no-such-page"]).isEmpty)
        }

        @Test(BrowserRun.all, arguments: ["/", "/app", "/admin"])
        func `28: an unknown section is named as such`(path: String) throws {
            let page = try browser.window()
            try page.open("/app#wallet", of: service, as: .administrator)
            try page.open(service.address("\(path)#no-such-view"))
            _ = try page.find(.heading, "No such section")
            try page.waitForText("This page has no section “no-such-view”.")
            #expect(try page.complaints().isEmpty)
        }

        @Test(BrowserRun.all)
        func `28: an unknown operation is named as such`() throws {
            let page = try browser.window()
            try page.open(service.address("/docs#noSuchCall"))
            try page.waitForText("There is no call named noSuchCall.")
            try page.evaluate("location.hash = 'overview'")
            try page.waitForNoText("There is no call named")
            #expect(try page.complaints().isEmpty)
        }

        @Test(BrowserRun.all)
        func `28: one message is shown at a time, and it goes with its view`() throws {
            let (_, title) = try service.slot("Skating", capacity: 5)
            let page = try browser.window()
            try page.open("/app#slots", of: service, as: try service.person("lilo"))
            #expect(try page.evaluate(Self.messages) == 0)
            try page.find(.button, "Hold a seat: \(title)").click()
            try page.waitForText("A seat is held for you: \(title).")
            try page.find(.button, "Confirm: \(title)").click()
            try page.waitForText("Confirmed: \(title).")
            #expect(try page.evaluate(Self.messages) == 1)
            try page.go(to: "Orders")
            #expect(try page.evaluate(Self.messages) == 0)
            #expect(try page.complaints().isEmpty)
        }

        @Test(BrowserRun.all)
        func `28: the buttons of every dialog have one order`() throws {
            let page = try browser.window()
            try page.open("/app#wallet", of: service, as: .administrator)
            try page.fillTransfer("1", to: "alice")
            try expectButtons(["Go back", "Send 1.00 RUB"], in: "Send this money?", on: page)
            try page.open(service.address("/admin#shop"))
            try page.find(.button, "New slot").click()
            try expectButtons(["Go back", "Create"], in: "New slot", on: page)
            try page.open(service.address("/admin#chain"))
            try page.find(.button, "Check now").click()
            try expectButtons(["Go back", "Check now"], in: "Check the log now?", on: page)
            #expect(try page.complaints().isEmpty)
        }

        @Test(BrowserRun.all)
        func `28: a row of links shows on a phone that it scrolls`() throws {
            let page = try browser.window(language: "ru-RU")
            try page.open(service.address("/app"))
            try page.find(.button, "English").click()
            try page.signIn(as: .administrator)
            try page.find(.button, "Русский").click()
            try page.setSize(width: 360, height: 740)
            try page.open(service.address("/admin"))
            try page.waitForText("Модели чтения")
            for row in [".areas", ".views"] {
                let row = "document.querySelector('\(row)')"
                try page.wait(
                    "the row fades out where it goes on",
                    """
                    \(row).scrollWidth > \(row).clientWidth && \(row).dataset.more !== ""
                        && getComputedStyle(\(row)).maskImage !== "none"
                    """
                )
                try page.evaluate("\(row).scrollLeft = \(row).scrollWidth")
                try page.wait("its end is reached", "\(row).dataset.more === 'start'")
            }
            #expect(try page.complaints().isEmpty)
        }

        @Test(BrowserRun.all)
        func `28: the commands of the home page can be copied into a shell`() throws {
            let person = try service.person("linda")
            let page = try browser.window()
            try page.open(service.address("/"))
            try page.waitForText("curl")
            let shown = try #require(
                try page.evaluate("document.querySelector('.commands').textContent").string
            )
            #expect(shown.split(separator: "\n").allSatisfy { $0.count <= 42 })
            let commands = shown.replacing("NAME", with: person.name)
                .replacing("PASSWORD", with: person.password)
            let shell = Process()
            shell.executableURL = URL(fileURLWithPath: "/bin/sh")
            shell.arguments = ["-c", commands]
            let output = Pipe()
            shell.standardOutput = output
            try shell.run()
            let answer = try output.fileHandleForReading.readToEnd() ?? Data()
            shell.waitUntilExit()
            #expect(String(decoding: answer, as: UTF8.self).contains("\"available\":100000"))
        }

        @Test(BrowserRun.all)
        func `29: the area of a user is called after the application`() throws {
            let page = try browser.window()
            try page.open("/app#slots", of: service, as: try service.person("luise"))
            let areas = try page.find(.navigation, "Areas")
            #expect(try page.all(.link, within: areas).map(\.name) == ["Live", "My Tally", "API"])
            #expect(try page.evaluate("document.title") == "Slots · Tally")
            #expect(try page.complaints().isEmpty)
        }

        private static let messages = "document.querySelectorAll('.toast').length"

        private func expectButtons(
            _ names: [String],
            in title: String,
            on page: BrowserPage
        ) throws {
            _ = try page.find(.dialog, title)
            let buttons = try page.evaluate(
                "[...document.querySelectorAll('dialog .actions > *')].map((one) => one.textContent)"
            ).elements.compactMap(\.string)
            #expect(buttons == names)
        }
    }
}
