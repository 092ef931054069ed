import Events
import Postgres
import TestSupport
import Testing

@testable import EventStore
@testable import Text

extension Pages {
    @Suite(.patient) struct AdministratorScenario {
        private let service: RunningService
        private let browser: Browser

        init() throws {
            service = try RunningService.shared.get()
            browser = try Browser()
        }

        @Test(BrowserRun.all)
        func `a failed command succeeds when it is sent again`() throws {
            let service = try RunningService(environment: ["TALLY_COMMAND_AGE_MS": "1000"])
            let (sender, receiver) = (try service.person("anton"), try service.person("berta"))
            let theirs = try browser.window()
            try theirs.open("/app#wallet", of: service, as: receiver)
            try theirs.waitForText("available\n1,000.00 RUB")
            try failTransfer(from: sender, to: receiver, through: service)

            let page = try browser.window()
            try page.open("/admin#commands", of: service, as: .administrator)
            try page.find(.button, "Failed").click()
            let command = "Transfer 25.00 RUB to \(receiver.name)"
            try page.find(.button, command).click()
            let details = try page.find(.dialog, command)
            try page.find(.button, "Send again", within: details).click()
            let question = try page.find(.dialog, "Send the command again?")
            try page.find(.button, "Send it again", within: question).click()
            try page.waitForText("Sent again, and done.")
            try theirs.waitForText("available\n1,025.00 RUB")
            try theirs.waitForText("From \(sender.name)")
            for page in [page, theirs] { #expect(try page.complaints().isEmpty) }
        }

        @Test(BrowserRun.all)
        func `25: the administrator sees what a command is and why it was refused`() throws {
            let (sender, receiver) = (try service.person("arno"), try service.person("beate"))
            let refused = try service.client().send(
                "POST",
                "/transfer",
                token: try service.token(of: sender),
                headers: ["Idempotency-Key": service.uniqueName("key")],
                body: JSONValue.members([
                    ("receiver_username", .string(receiver.name)), ("amount", "999999.99"),
                    ("currency", "RUB"), ("memo", "Rent"),
                ]).text
            )
            #expect(refused.status == 409)
            let page = try browser.window()
            try page.open("/admin#commands/outcome=refused", of: service, as: .administrator)
            let command = "Transfer 999,999.99 RUB to \(receiver.name)"
            try page.find(.button, command).click()
            let details = try page.find(.dialog, command)
            try details.waitForText("\"memo\": \"Rent\"")
            try page.find(.button, "Go back", within: details).click()
            try page.waitForText("The sender had too little money in this currency.")

            try page.find(.button, "Send again: \(command)").click()
            let question = try page.find(.dialog, "Send the command again?")
            try question.waitForText(command)
            try question.waitForText("\"amount\": \"999999.99\"")
            try page.find(.button, "Send it again", within: question).click()
            try page.wait("the refusal is told in the dialog") {
                try question.text().ranges(of: "The sender had too little money").count == 2
            }
            #expect(try page.complaints(but: ["/retry"]).isEmpty)
        }

        @Test(BrowserRun.all)
        func `19: a delivery is added to the stock, and a count must be of what is there`() throws {
            let (shop, product, id) = try service.shop(selling: "Bulb", price: "2.00")
            let customer = try service.person("cleo")
            let order: JSONValue = ["items": [["product_id": .integer(id), "quantity": 2]]]
            try service.send("POST", "/orders", order, as: customer)
            let page = try browser.window()
            try page.open("/admin#shop", of: service, as: .administrator)
            try page.waitForText("Shop of \(product)")
            try page.evaluate(
                "[...document.querySelectorAll('details.shop')]"
                    + ".find((one) => one.textContent.includes('\(product)')).open = true"
            )
            func figures() throws -> [String] {
                try page.find(.button, "Change \(product)").call(
                    "function() { return [...this.closest('tr').querySelectorAll('.number')]"
                        + ".map((one) => one.textContent) }"
                ).elements.compactMap(\.string)
            }
            #expect(try figures().suffix(4) == ["3", "5", "2", "0"], "\(shop)")

            try page.find(.button, "Change \(product)").click()
            let delivery = try page.find(.dialog, "Change \(product)")
            try page.find(.spinbutton, "Delivery: units to add", within: delivery).fill("4")
            try page.find(.button, "Save", within: delivery).click()
            try page.wait(
                "they are added",
                until: { try figures().suffix(4) == ["7", "9", "2", "0"] }
            )

            try page.find(.button, "Change \(product)").click()
            let count = try page.find(.dialog, "Change \(product)")
            try page.find(.spinbutton, "Count: free units", within: count).fill("6")
            try service.send("POST", "/orders", order, as: customer)
            try page.find(.button, "Save", within: count).click()
            try page.waitForText("Somebody has ordered or changed the stock meanwhile.")
            #expect(try page.complaints(but: ["/products/"]).isEmpty)
        }

        @Test(BrowserRun.all)
        func `a job that is run by hand appears in the list of runs`() throws {
            let page = try browser.window()
            try page.open("/admin#jobs", of: service, as: .administrator)
            let name = "Run now: Catalogue of services"
            let before = try timeOfRun(besideButton: name, on: page)
            try page.find(.button, name).click()
            try page.waitForText("Catalogue of services: asked to run now.")
            try page.wait(
                "another run is listed",
                until: { try timeOfRun(besideButton: name, on: page) != before }
            )
            #expect(try page.complaints().isEmpty)
        }

        @Test(BrowserRun.all)
        func `a check of the log and a replay can be started by hand`() throws {
            let page = try browser.window()
            try page.open("/admin#chain", of: service, as: .administrator)
            try page.waitForText("The log has not been checked yet.")
            try begin("Check now", asking: "Check the log now?", on: page)
            try page.waitForText("The log is sound.")
            try page.waitForText("Hash of the last batch")
            try page.go(to: "Read models")
            try page.waitForText("No replay has been run yet.")
            try begin("Replay all", asking: "Replay all read models?", on: page)
            try page.waitForText("The new tables were the same as the live ones, row for row.")
            #expect(try page.complaints().isEmpty)
        }

        @Test(BrowserRun.all)
        func `a deleted user is signed out and can sign in again once restored`() throws {
            let person = try service.person("clemens")
            let theirs = try browser.window()
            try theirs.open("/app#wallet", of: service, as: person)
            let page = try browser.window()
            try page.open("/admin#users", of: service, as: .administrator)
            try page.find(.searchbox, "User name").fill(person.name)
            try answer(yes: "Delete", to: "Delete \(person.name)", on: page)
            try page.waitForText("\(person.name) is deleted.")
            try theirs.waitForText("Your session is over.")
            try answer(yes: "Restore", to: "Restore \(person.name)", on: page)
            try page.waitForText("\(person.name) is restored.")
            try theirs.signIn(as: person)
            #expect(try page.complaints().isEmpty)
            #expect(try theirs.complaints(but: ["status of 401"]).isEmpty)
        }

        @Test(BrowserRun.all)
        func `a user who is not an administrator can't see the administration`() throws {
            let page = try browser.window()
            try page.open("/admin", of: service, as: try service.person("doris"))
            try page.waitForText("This area is for administrators.")
            #expect(try page.complaints().isEmpty)
        }

        /// The time of the last run in the row of a button.
        private func timeOfRun(besideButton name: String, on page: BrowserPage) throws -> String {
            let function = """
                function() { return this.closest("tr").querySelector("time").dateTime }
                """
            return try #require(try page.find(.button, name).call(function).string)
        }

        /// Presses a button and confirms its question, which has the same name as the button.
        private func answer(yes: String, to name: String, on page: BrowserPage) throws {
            try page.find(.button, name).click()
            let question = try page.find(.dialog, name)
            try page.find(.button, yes, within: question).click()
        }

        /// Presses a button and then the button of the same name in its question.
        private func begin(_ name: String, asking text: String, on page: BrowserPage) throws {
            try page.find(.button, name).click()
            let question = try page.find(.dialog, text)
            try page.find(.button, name, within: question).click()
        }

        /// Sends a transfer while the append lock is taken.
        private func failTransfer(
            from sender: Person,
            to receiver: Person,
            through service: RunningService
        ) throws {
            let token = try service.token(of: sender)
            let blocker = try service.connect()
            try blocker.script("SELECT pg_advisory_lock(\(AppendLock.key))")
            let body: JSONValue = [
                "receiver_username": .string(receiver.name), "amount": "25.00", "currency": "RUB",
            ]
            let answer = try service.client().send(
                "POST",
                "/transfer",
                token: token,
                headers: ["Idempotency-Key": service.uniqueName("key")],
                body: body.text
            )
            try blocker.script("SELECT pg_advisory_unlock(\(AppendLock.key))")
            #expect(answer.status == 503)
        }
    }
}
