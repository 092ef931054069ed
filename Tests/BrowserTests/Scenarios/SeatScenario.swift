import TestSupport
import Testing

@testable import Text

extension Pages {
    @Suite(.patient) struct SeatScenario {
        private let service: RunningService
        private let browser: Browser

        init() throws {
            service = try RunningService.shared.get()
            browser = try Browser()
        }

        @Test(BrowserRun.core)
        func `a held seat counts down until it is confirmed`() throws {
            let (_, title) = try service.slot("Rowing", capacity: 2)
            let page = try browser.window()
            try page.open("/app#slots", of: service, as: try service.person("gerda"))
            let others = try browser.window()
            try others.open("/app#slots", of: service, as: try service.person("hans"))
            try card(of: title, on: others).waitForText("2 of 2 free")

            try page.find(.button, "Hold a seat: \(title)").click()
            try page.waitForText("A seat is held for you: \(title). Confirm it in time.")
            let confirm = try page.find(.button, "Confirm: \(title)")
            let first = try timeLeft(beside: confirm)
            try page.wait(
                "the countdown goes on",
                until: { try timeLeft(beside: confirm) != first }
            )
            try confirm.click()
            try page.waitForText("Confirmed: \(title).")
            try page.waitForText("The seat is yours.")
            try page.waitForNo(.button, "Confirm: \(title)")

            try card(of: title, on: others).waitForText("1 of 2 free")
            for page in [page, others] { #expect(try page.complaints().isEmpty) }
        }

        @Test(BrowserRun.all)
        func `giving up a confirmed seat asks first and frees the seat`() throws {
            let (_, title) = try service.slot("Sailing", capacity: 1)
            let page = try browser.window()
            try page.open("/app#slots", of: service, as: try service.person("ida"))
            try page.find(.button, "Hold a seat: \(title)").click()
            try page.find(.button, "Confirm: \(title)").click()
            try page.waitForText("Confirmed: \(title).")
            try page.find(.button, "Give up the seat: \(title)").click()
            let dialog = try page.find(.dialog, "Give up your seat in “\(title)”?")
            try page.find(.button, "Give up the seat", within: dialog).click()
            try page.waitForText("Seat given up: \(title).")
            try page.find(.button, "Hold a seat: \(title)").click()
            _ = try page.find(.button, "Confirm: \(title)")
            #expect(try page.complaints().isEmpty)
        }

        @Test(BrowserRun.all)
        func `an expired hold loses its seat, which can be held again`() throws {
            let service = try RunningService(environment: ["TALLY_HOLD_SECONDS": "3"])
            let (_, title) = try service.slot("Diving", capacity: 1)
            let page = try browser.window()
            try page.open("/app#slots", of: service, as: try service.person("jan"))
            try page.find(.button, "Hold a seat: \(title)").click()
            try page.waitForText("The time was up, and the seat is free again.")
            try page.waitForNo(.button, "Confirm: \(title)")
            try page.find(.button, "Hold a seat: \(title)").click()
            try page.find(.button, "Confirm: \(title)").click()
            try page.waitForText("Confirmed: \(title).")
            #expect(try page.complaints().isEmpty)
        }

        @Test(BrowserRun.all)
        func `a refusal for a full slot is shown beside its button`() throws {
            let (slot, title) = try service.slot("Gliding", capacity: 1)
            let page = try browser.window()
            try page.open("/app#slots", of: service, as: try service.person("kai"))
            let take = try page.find(.button, "Hold a seat: \(title)")
            // The page can no longer read how many seats are free.
            try page.block("*/slots/availability*")
            try service.send("POST", "/slots/\(slot)/hold", as: try service.person("lena"))
            try take.click()
            try page.waitForText("Every seat is taken.")
            #expect(try page.complaints(but: ["/slots/"]).isEmpty)
        }

        @Test(BrowserRun.all)
        func `27: the bar of a slot means free seats on every page`() throws {
            let (slot, title) = try service.slot("Archery", capacity: 4)
            try service.send("POST", "/slots/\(slot)/hold", as: try service.person("lars"))
            let page = try browser.window()
            try page.open("/app#slots", of: service, as: .administrator)
            for path in ["/app#slots", "/admin#shop"] {
                try page.open(service.address(path))
                let bar = "document.querySelector('meter[aria-label=\"Free seats of \(title)\"]')"
                try page.wait("the bar is there", "\(bar) !== null")
                #expect(try page.evaluate("[\(bar).value, \(bar).max]") == [3, 4])
                try page.waitForText("3 of 4 free")
            }
            #expect(try page.complaints().isEmpty)
        }

        /// The list item of a slot.
        private func card(of title: String, on page: BrowserPage) throws -> BrowserElement {
            try page.wait("the slot “\(title)” is listed") {
                try page.all(.listitem).first { try $0.text().contains(title) }
            }
        }

        private func timeLeft(beside button: BrowserElement) throws -> String {
            let function = """
                function() { return this.closest("li").querySelector("[role=timer]").textContent }
                """
            return try button.call(function).string ?? ""
        }
    }
}
