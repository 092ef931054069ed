import Postgres
import TestSupport
import Testing

@testable import Text

extension Pages {
    @Suite(.patient) struct ConnectionScenario {
        private let service: RunningService
        private let browser: Browser

        init() throws {
            service = try RunningService.shared.get()
            browser = try Browser()
        }

        @Test(BrowserRun.all)
        func `a command that is sent offline arrives once the connection is back`()
            throws
        {
            let (sender, receiver) = (try service.person("paul"), try service.person("quinn"))
            let page = try browser.window()
            try page.open("/app#wallet", of: service, as: sender)
            try page.fillTransfer("100", to: receiver.name)
            _ = try page.find(.dialog, "Send this money?")
            try page.setOffline(true)
            try page.waitForText("No connection. What you see may be out of date")
            try page.confirmTransfer()
            try page.waitForText("Your request is being sent again; it is done once at most.")
            try service.send(
                "POST",
                "/transfer",
                [
                    "receiver_username": .string(sender.name), "amount": "7.00",
                    "currency": "RUB",
                ],
                as: receiver
            )

            try page.setOffline(false)
            try page.waitForText("100.00 RUB sent to \(receiver.name).")
            try page.waitForText("From \(receiver.name)")
            try page.waitForText("available\n907.00 RUB")
            try page.waitForNoText("being sent again")
            #expect(try page.complaints(but: ["ERR_INTERNET_DISCONNECTED"]).isEmpty)
        }

        @Test(BrowserRun.all)
        func `a command whose answer is lost is sent again under its key and done once`() throws {
            let (sender, receiver) = (try service.person("rosa"), try service.person("stefan"))
            let page = try browser.window()
            try page.open("/app#wallet", of: service, as: sender)
            try page.fillTransfer("100", to: receiver.name)
            try page.holdAnswers(to: "*/transfer")
            try page.confirmTransfer()
            let first = try page.heldAnswer()
            #expect(first.status == 200)
            #expect(!first.isReplayed)
            try first.lose()
            try page.waitForText("Your request is being sent again; it is done once at most.")
            let second = try page.heldAnswer()
            #expect(first.key != nil)
            #expect(second.key == first.key)
            #expect(second.status == 200)
            #expect(second.isReplayed)
            try second.letThrough()
            try page.waitForText("100.00 RUB sent to \(receiver.name).")
            try page.waitForText("available\n900.00 RUB")
            #expect(try page.complaints(but: ["/transfer"]).isEmpty)
        }

        @Test(BrowserRun.all)
        func `a view that is opened offline says so and loads once the connection is back`() throws
        {
            let page = try browser.window()
            try page.open("/app#orders", of: service, as: try service.person("tina"))
            try page.waitForText("You have no orders yet")
            try page.setOffline(true)
            try page.waitForText("No connection. What you see may be out of date")
            let sections = try page.find(.navigation, "Sections")
            try page.find(.link, "Slots", within: sections).click()
            _ = try page.find(.heading, "Slots")
            try page.setOffline(false)
            try page.waitForText("Boat tour")
            try page.waitForNoText("No connection.")
            #expect(try page.complaints(but: ["ERR_INTERNET_DISCONNECTED"]).isEmpty)
        }
    }
}
