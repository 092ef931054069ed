import TestSupport
import Testing

extension Pages {
    /// 24: what failed while the service was away loads again once it is back.
    @Suite(.patient) struct OutageScenario {
        private let service: RunningService
        private let browser: Browser

        init() throws {
            service = try RunningService.shared.get()
            browser = try Browser()
        }

        @Test(BrowserRun.all, arguments: Outage.allCases)
        func `24: every view of a user that was opened in an outage loads after it`(
            outage: Outage
        ) throws {
            let page = try browser.window()
            try page.open("/app#account", of: service, as: try service.person("karla"))
            for (view, content) in Self.views {
                try page.go(to: view == "Wallet" ? "Account" : "Wallet")
                try survive(outage, on: page) { try page.follow(view) }
                try page.waitForText(content)
            }
            #expect(try page.complaints(but: outage.complaints).isEmpty)
        }

        @Test(BrowserRun.all, arguments: Outage.allCases)
        func `24: every view of an administrator that was opened in an outage loads after it`(
            outage: Outage
        ) throws {
            let page = try browser.window()
            try page.open("/admin#users", of: service, as: .administrator)
            for (view, content) in Self.administration {
                try page.go(to: view == "Jobs" ? "Users" : "Jobs")
                try survive(outage, on: page) { try page.follow(view) }
                try page.waitForText(content)
            }
            #expect(try page.complaints(but: outage.complaints).isEmpty)
        }

        @Test(BrowserRun.all)
        func `24: an open view whose reading failed in an outage is current after it`() throws {
            let page = try browser.window()
            try page.open("/app#slots", of: service, as: try service.person("kurt"))
            // These read again and again. The others wait for the feed, whose open stream the offline
            // mode of the browser leaves alone.
            for (view, content) in Self.views where ["Slots", "Shops"].contains(view) {
                try page.go(to: view)
                try page.waitForText(content)
                try survive(.offline, on: page) {
                    try page.wait(
                        "a reading of \(view) has failed",
                        "document.querySelector('.trouble > *') !== null"
                    )
                }
                try page.waitForText(content)
            }
            #expect(try page.complaints(but: Outage.offline.complaints).isEmpty)
        }

        /// Has the page fail to read something in an outage, and ends the outage.
        private func survive(
            _ outage: Outage,
            on page: BrowserPage,
            _ read: () throws -> Void
        ) throws {
            try outage.begin(on: page)
            try read()
            try page.waitForText("No connection.")
            try outage.end(on: page)
            try page.waitForNoText("No connection.")
            try page.waitForNoText("The service can't be reached.")
            try page.wait("nothing is behind", "!document.querySelector('.trouble > *')")
        }

        /// The views of a user, with a text that each shows once it is loaded.
        private static let views = [
            ("Slots", "Boat tour"), ("Shops", "Corner bakery"), ("Services", "services\n"),
            ("Orders", "You have no orders yet"), ("Account", "Your profile"),
            ("Wallet", "Opening grant"),
        ]
        private static let administration = [
            ("Commands", "commands"), ("Jobs", "Catalogue of services"),
            ("Read models", "Balances"),
            ("Log", "session.started"), ("Users", "alice"), ("Slots and shops", "Boat tour"),
            ("Log check", "What is checked"),
        ]
    }
}

/// How a page loses the service.
enum Outage: String, CaseIterable {
    /// The browser knows that it has no network.
    case offline
    /// Requests fail, and nothing else tells of it: the service or a proxy is down.
    case silent

    fileprivate func begin(on page: BrowserPage) throws {
        switch self {
        case .offline: try page.setOffline(true)
        case .silent: try page.block("*")
        }
    }

    fileprivate func end(on page: BrowserPage) throws {
        switch self {
        case .offline: try page.setOffline(false)
        case .silent: try page.unblock()
        }
    }

    fileprivate var complaints: [String] {
        switch self {
        case .offline: ["ERR_INTERNET_DISCONNECTED"]
        case .silent: ["ERR_BLOCKED_BY_CLIENT"]
        }
    }
}
