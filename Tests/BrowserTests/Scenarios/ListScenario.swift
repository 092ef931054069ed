import Postgres
import TestSupport
import Testing

@testable import Text

extension Pages {
    /// Lists that are longer than a page, and what belongs together in them.
    @Suite(.patient) struct ListScenario {
        private let service: RunningService
        private let browser: Browser

        init() throws {
            service = try RunningService.shared.get()
            browser = try Browser()
        }

        @Test(BrowserRun.core)
        func `15: more shows each row once while rows are added`() throws {
            let (sender, receiver) = (try service.person("lena"), try service.person("lutz"))
            let token = try service.token(of: sender)
            var sent: [String] = []
            func send(_ count: Int) throws {
                for _ in 0..<count {
                    sent.append("row \(sent.count)")
                    let body: JSONValue = [
                        "receiver_username": .string(receiver.name), "amount": "0.01",
                        "currency": "RUB", "memo": .string(sent[sent.count - 1]),
                    ]
                    _ = try service.client().send(
                        "POST",
                        "/transfer",
                        token: token,
                        headers: ["Idempotency-Key": service.uniqueName("key")],
                        body: body.text
                    )
                }
            }
            try send(70)
            let page = try browser.window()
            try page.open("/app#wallet", of: service, as: receiver)
            try page.waitForText("row 69")
            while try !page.text().contains("That is all.") {
                try send(3)
                let last = try lastRow(page)
                try page.find(.button, "Show more").click()
                try page.wait("older rows are shown", until: { try lastRow(page) != last })
                // Whatever was added is shown above, and nothing is pushed out below.
                try page.waitForText(sent[sent.count - 1])
            }
            let shown = try memos(page)
            #expect(shown == sent.reversed())
            #expect(try page.complaints().isEmpty)
        }

        @Test(BrowserRun.all)
        func `15: a statement of more than 10,000 lines is saved whole`() throws {
            // Rows that no event has made would be in the way of other tests.
            let service = try RunningService()
            let person = try service.person("lydia")
            let page = try browser.window()
            try page.open("/app#wallet", of: service, as: person)
            try service.connect().script(
                """
                INSERT INTO read.transactions
                    (id, position, type, sender_id, receiver_id, amount, currency, memo, status,
                        recorded_at)
                SELECT 1000000 + n, 1000000 + n, 'transfer', -1, p.user_id, 1, 'RUB', 'line ' || n,
                    'posted', '2020-03-01Z'::timestamptz + n * interval '1 second'
                FROM generate_series(1, 25000) AS n
                CROSS JOIN people.people AS p WHERE p.username = '\(person.name)'
                """
            )
            try page.find(.tab, "Statement").click()
            try page.evaluate(
                """
                (() => {
                    for (const [name, day] of [["from", "2020-01-01"], ["to", "2020-12-31"]]) {
                        document.querySelector(`input[type=date][name=${name}]`).value = day;
                    }
                    const make = URL.createObjectURL;
                    URL.createObjectURL = (content) => {
                        content.text().then((text) => { window.lines = text.match(/line \\d+/g); });
                        return make(content);
                    };
                })()
                """
            )
            let panel = try page.find(.tabPanel, "Statement")
            try page.find(.button, "Download", within: panel).click()
            try page.waitForText("The statement is downloaded.")
            try page.wait("all lines are there", "window.lines?.length === 25000")
            try page.wait("each is there once", "new Set(window.lines).size === 25000")
            #expect(try page.complaints().isEmpty)
        }

        @Test(BrowserRun.all)
        func `21: rows of the history show what they belong to`() throws {
            let (sender, receiver) = (try service.person("nora"), try service.person("nils"))
            let transfer = try service.send(
                "POST",
                "/transfer",
                [
                    "receiver_username": .string(receiver.name), "amount": "7", "currency": "RUB",
                    "memo": "Concert",
                ],
                as: sender
            )
            let id = transfer.headers["location"]?.split(separator: "/").last ?? ""
            try service.send("POST", "/transfers/\(id)/reverse", as: receiver)
            let product = try service.shop(selling: "Lamp", price: "30.00").id
            let order = try service.send(
                "POST",
                "/orders",
                ["items": [["product_id": .integer(product), "quantity": 1]]],
                as: sender
            )
            let number = order.headers["location"]?.split(separator: "/").last ?? ""
            try service.send("POST", "/orders/\(number)/pay", as: sender)

            let page = try browser.window()
            try page.open("/app#wallet", of: service, as: sender)
            _ = try page.find(.button, beginning: "Returned by transfer ")
            try page.find(.button, "Returns transfer \(id)").click()
            let dialog = try page.find(.dialog, "Transfer \(id)")
            try dialog.waitForText("Concert")
            try page.find(.button, "Go back", within: dialog).click()
            try page.find(.link, "Order \(number)").click()
            try page.waitForText("What happened")
            #expect(try page.complaints().isEmpty)
        }

        private func lastRow(_ page: BrowserPage) throws -> String? {
            try page.evaluate("document.querySelector('.ledger tbody').lastChild.textContent")
                .string
        }

        /// The memos of the history, as they stand.
        private func memos(_ page: BrowserPage) throws -> [String] {
            try page.evaluate(
                "[...document.querySelectorAll('.ledger .memo')].map((one) => one.textContent)"
            ).elements.compactMap(\.string)
        }
    }
}
