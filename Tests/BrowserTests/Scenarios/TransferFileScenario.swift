import Foundation
import Postgres
import TestSupport
import Testing

@testable import Model
@testable import Text
@testable import Tool

extension Pages {
    /// 13: an administrator sends the transfers of a CSV file.
    @Suite("13: transfers from a file, in the pages", .patient) struct TransferFileScenario {
        private let service: RunningService
        private let browser: Browser

        init() throws {
            service = try RunningService.shared.get()
            browser = try Browser()
        }

        @Test(BrowserRun.core)
        func `13: a file with a wrong line is mended, and each line gets its result`() throws {
            let (bob, carol) = (try service.person("bruno"), try service.person("clara"))
            let page = try browser.window()
            try page.open("/admin#transfers", of: service, as: .administrator)
            let header = "from;receiver;amount;memo"
            let right = "\(bob.name);\(carol.name);12,50;Lunch"
            try page.checkTransfers("\(header)\n\(right)\n;\(bob.name)x;1\n;\(bob.name);0,25\n")
            try page.waitForText("1 line must be mended before this file can be sent.")
            try page.waitForText("There is no user \(bob.name)x.")
            try page.waitForText("Take out the lines that were paid.")
            #expect(try page.all(.button).allSatisfy { !$0.name.hasPrefix("Send ") })
            try page.find(.button, "All: 3").click()
            try page.waitForText("Line 2")

            let text = "\(header)\n\(right)\n;\(bob.name);1\n\(carol.name);\(bob.name);99999\n"
            try page.checkTransfers(text)
            try page.waitForText("3 transfers")
            try page.waitForText("1.00 RUB; it holds ")
            try page.waitForText("What other wallets hold is not shown here.")
            let mark = try TransferFile(Array(text.utf8), .init(currency: .rub, payer: nil)).mark
            try page.waitForText(mark)
            try page.find(.button, "Send 3 transfers").click()
            try page.waitForText("2 of 3 transfers were paid.")
            try page.waitForText("Not paid")
            try page.waitForText("Most often the payer has too little money.")
            #expect(try available(bob) == 98_850)
            #expect(try available(carol) == 101_250)
            #expect(try page.complaints().isEmpty)
        }

        @Test(BrowserRun.all)
        func `13: a reload in the middle pays nothing twice, and another payment is a new one`()
            throws
        {
            let (bob, carol) = (try service.person("bela"), try service.person("cora"))
            let page = try browser.window()
            try page.open("/admin#transfers", of: service, as: .administrator)
            let line = "\(bob.name),\(carol.name),0.01\n"
            let text = "from,receiver,amount\n" + String(repeating: line, count: 501)
            try page.checkTransfers(text)
            try page.holdAnswers(to: "*/transfers/bulk")
            try page.find(.button, "Send 501 transfers").click()
            let first = try page.heldAnswer()
            #expect(first.status == 200)
            #expect(try available(carol) == 100_500)
            try page.reload()
            try page.call("Fetch.disable")

            try page.checkTransfers(text)
            try page.find(.button, "Send 501 transfers").click()
            try page.waitForText("501 of 501 transfers were paid.")
            try page.waitForNoText("nothing was paid now")
            #expect(try available(carol) == 100_501)

            try page.reload()
            try page.checkTransfers(text)
            try page.find(.button, "Send 501 transfers").click()
            try page.waitForText("They were sent before")
            #expect(try available(carol) == 100_501)

            try page.find(.button, "Pay all of it once more…").click()
            let question = try page.find(.dialog, "Pay all of it once more?")
            try page.find(.button, "Pay once more", within: question).click()
            try page.waitForNoText("They were sent before")
            try page.waitForText("501 of 501 transfers were paid.")
            #expect(try available(carol) == 101_002)
            #expect(try page.complaints(but: ["/transfers/bulk"]).isEmpty)
        }

        @Test(BrowserRun.all)
        func `13: what is left after a lost connection goes on at the press of a button`() throws {
            let (bob, carol) = (try service.person("bodo"), try service.person("celia"))
            let page = try browser.window()
            try page.open("/admin#transfers", of: service, as: .administrator)
            try page.checkTransfers("from,receiver,amount\n\(bob.name),\(carol.name),3\n")
            _ = try page.find(.button, "Send 1 transfer")
            try page.evaluate(Self.refusal)
            try page.find(.button, "Send 1 transfer").click()
            try page.waitForText("0 of 1 lines are finished.")
            try page.find(.button, "Go on").click()
            try page.waitForText("1 of 1 transfer was paid.")
            #expect(try available(carol) == 100_300)
            #expect(try page.complaints(but: ["/transfers/bulk"]).isEmpty)
        }

        @Test(BrowserRun.core)
        func `13: the page reads files as the tool does`() throws {
            let page = try browser.window()
            try page.open("/admin#transfers", of: service, as: .administrator)
            for one in TransferFileCase.all {
                let read = try page.evaluate(Self.reading(of: one.text))
                #expect(read["lines"]?.elements.compactMap(\.string) == one.expected, "\(one)")
                let file = try? TransferFile(
                    Array(one.text.utf8),
                    .init(currency: .rub, payer: nil)
                )
                guard let file, file.lines.allSatisfy(\.problems.isEmpty) else { continue }
                #expect(read["mark"]?.string == file.mark, "\(one)")
            }
            #expect(try page.complaints().isEmpty)
        }

        @Test(BrowserRun.all)
        func `13: a file is chosen with the keyboard's focus in its place, and its text shown`()
            throws
        {
            let (bob, folder) = (try service.person("bert"), TestDirectory.make("upload"))
            defer { TestDirectory.remove(folder) }
            let page = try browser.window()
            try page.open("/admin#transfers", of: service, as: .administrator)
            func choose(_ name: String, _ bytes: [UInt8]) throws {
                let path = "\(folder)/\(name)"
                try bytes.write(to: path)
                let root = try page.call("DOM.getDocument")["root"]?["nodeId"] ?? .null
                let input = try page.call(
                    "DOM.querySelector",
                    ["nodeId": root, "selector": "input[type=file]"]
                )
                try page.call(
                    "DOM.setFileInputFiles",
                    ["files": [.string(path)], "nodeId": input["nodeId"] ?? .null]
                )
            }
            try choose(
                "windows.csv",
                Array("receiver;amount;memo\n\(bob.name);1;".utf8) + [0xCE, 0xE1]
            )
            try page.waitForText("The file is not UTF-8.")
            try choose("utf-8.csv", Array("\u{FEFF}receiver;amount\r\n\(bob.name);0,01\r\n".utf8))
            _ = try page.find(.button, "Send 1 transfer")
            try page.wait(
                "its text is shown",
                "document.querySelector('textarea').value.startsWith('receiver;amount')"
            )
            try page.press(.tab)
            try page.press(.enter)
            try page.waitForText("1 of 1 transfer was paid.")
            #expect(try available(bob) == 100_001)
            #expect(try page.complaints().isEmpty)
        }

        /// What the person can spend at the present end of the log.
        private func available(_ person: Person) throws -> Int64? {
            let end = try service.connect().execute("SELECT max(position) FROM log.events").only()
            let answer = try service.client().send(
                "GET",
                "/balance?min_position=\(try end.int64(0))",
                token: try service.token(of: person)
            )
            return try JSONValue(answer.bytes)["available"]?.integer
        }

        /// Has the service seem to refuse the next bulk.
        private static let refusal = """
            (() => {
                const real = window.fetch;
                window.fetch = (path, options) => {
                    if (!String(path).includes("/transfers/bulk")) return real(path, options);
                    window.fetch = real;
                    return Promise.resolve(new Response("{}", { status: 500 }));
                };
            })()
            """

        /// Reads a text by the page's own module, in the form of the table.
        private static func reading(of text: String) -> String {
            """
            (async () => {
                const admin = document.querySelector('script[src$="/admin/admin.js"]').src;
                const { readTransfers } = await import(new URL("../transfers/file.js", admin));
                const isCurrency = (code) => Intl.supportedValuesOf("currency").includes(code);
                try {
                    const { lines, mark } = readTransfers(
                        \(JSONValue.string(text).text), { standard: "RUB", isCurrency });
                    return { mark, lines: lines.map((line) => (line.problems.length > 0
                        ? `${line.number}! ${line.problems.join(" ")}`
                        : `${line.number}: ${line.payer ?? "-"} > ${line.receiver} ${line.units} `
                            + line.currency
                            + (line.given.memo ? ` ${line.given.memo.replaceAll("\\n", "⏎")}` : "")
                            + (line.given.reference ? ` =${line.given.reference}` : ""))) };
                } catch (error) {
                    if (!error.word) throw error;
                    return { lines: [["file!", error.word, error.line, error.name]
                        .filter((one) => one !== null && one !== "").join(" ")] };
                }
            })()
            """
        }
    }
}

extension [UInt8] {
    fileprivate func write(to path: String) throws {
        try Data(self).write(to: URL(fileURLWithPath: path))
    }
}
