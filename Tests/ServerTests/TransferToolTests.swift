import Entities
import Events
import Foundation
import Postgres
import TestSupport
import Testing

@testable import EventStore
@testable import Identity
@testable import Model
@testable import Node
@testable import Settings
@testable import Text
@testable import Tool

/// `tally transfers` beside a running node.
@Suite("13: transfers from a file, sent by the tool", .patient)
final class TransferToolTests {
    private let node: RunningNode
    private let folder: String

    init() throws {
        node = try RunningNode.shared.get()
        folder = TestDirectory.make("transfers")
    }

    deinit {
        TestDirectory.remove(folder)
    }

    private func write(_ text: String) throws -> String {
        let path = "\(folder)/\(UUID().uuidString).csv"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private func tally(_ file: String, _ options: String...) throws -> TallyProcess.Result {
        try TallyProcess.run(
            ["transfers", file, "--database", node.database.conninfo] + options
        )
    }

    /// What the user can spend once the log's end is projected.
    private func available(_ user: SignedIn) throws -> Int64? {
        let end = try node.database.connect().execute("SELECT max(position) FROM log.events").only()
        let balance = try user.get("/balance?min_position=\(try end.int64(0))")
        guard case .integer(let available)? = try JSONObject(balance.bytes)["available"] else {
            return nil
        }
        return available
    }

    @Test func `right lines are checked and sent once, and each has its result`() throws {
        let (alice, bob, carol) = (try node.user(), try node.user(), try node.user())
        let file = try write(
            """
            from;receiver;amount;memo;reference
            \(alice.name.uppercased());\(bob.name);12,50;Lunch;INV-7
            #\(alice.id);\(carol.name);1000;
            \(bob.name);#\(carol.id);5,00;"=1+1"

            """
        )
        let results = "\(folder)/results.csv"
        let checked = try tally(file, "--check")
        #expect(checked.exitCode == 0, "\(checked)")
        #expect(checked.output.contains("3 transfers: 1017.50 RUB"), "\(checked)")
        #expect(
            checked.output.contains(
                "\(alice.name) pays 1012.50 RUB and has 1000.00 RUB: 12.50 RUB is lacking"
            ),
            "\(checked)"
        )
        #expect(try available(alice) == 100_000)

        let sent = try tally(file, "--yes", "--results", results)
        // The second line lacks money; the others are done.
        #expect(sent.exitCode == 1, "\(sent)")
        #expect(
            sent.output.contains("line 3: not done, the wallet of #\(alice.id) has 987.50 RUB"),
            "\(sent)"
        )
        #expect(sent.output.contains("2 of 3 transfers done."), "\(sent)")
        #expect(!sent.output.contains("sent before"))
        #expect(!(sent.output + sent.errors).contains("%"))
        #expect(try available(alice) == 98_750)
        #expect(try available(bob) == 100_750)
        #expect(try available(carol) == 100_500)
        let invoiced = try alice.get("/transactions?reference=INV-7")
        #expect(invoiced.body.contains("\"amount\":1250"), "\(invoiced)")
        let table = try String(contentsOfFile: results, encoding: .utf8)
        let rows = table.split(separator: "\r\n")
        #expect(rows.count == 4)
        #expect(rows[0] == "line;from;receiver;amount;currency;memo;reference;done;reason")
        #expect(rows[1].hasSuffix(";\(bob.name);\"12,50\";;Lunch;INV-7;true;"), "\(rows[1])")
        #expect(rows[2].contains(";false;"), "\(rows[2])")
        #expect(rows[3].contains(";'=1+1;;true;"), "\(rows[3])")

        let again = try tally(file, "--yes", "--results", results)
        #expect(again.exitCode == 1)
        #expect(again.output.contains("nothing was paid now"), "\(again)")
        #expect(try available(alice) == 98_750)
        #expect(try String(contentsOfFile: results, encoding: .utf8) == table)
    }

    @Test func `a file is paid once more only under a name, and once under each name`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let file = try write("receiver,amount\n\(bob.name),1.00\n")
        for (options, expected) in [
            ([], Int64(100_100)), ([], 100_100), (["--again", "december"], 100_200),
            (["--again", "december"], 100_200), (["--again", "january"], 100_300), ([], 100_300),
        ] {
            let sent = try TallyProcess.run(
                ["transfers", file, "--database", node.database.conninfo, "--yes", "--from"]
                    + [alice.name] + options
            )
            #expect(sent.exitCode == 0, "\(sent)")
            #expect(try available(bob) == expected, "\(options)")
        }
    }

    /// Does what a command does that is killed after the first part.
    private func sendFirstPart(of path: String) throws {
        let bytes = Array(try #require(FileManager.default.contents(atPath: path)))
        let file = try TransferFile(bytes, .init(currency: .rub, payer: nil))
        let database = try Database(DatabaseOptions(url: node.database.conninfo))
        let claims = ClaimHasher(key: try database.secrets().claims)
        var writer = LocalWriter(database.options, node.configuration)
        let parties = try TransferParties(of: file, claims, at: SystemTime().now()) {
            try writer.histories(of: $0)
        }
        let progress = BulkProgress(file.bulk(claims, parties), file.key(named: nil))
        let outcome = writer.perform(progress.part, as: .system, under: progress.partKey)
        guard case .decided(let results, _, false) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(results.done.count == BulkProgress.partSize)
    }

    @Test func `an interrupted command goes on where it ended`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let count = 2 * BulkProgress.partSize + 1
        let lines = (1...count).map { "\(alice.name),\(bob.name),0.01,\($0)\n" }
        let path = try write("from,receiver,amount,memo\n" + lines.joined())
        try sendFirstPart(of: path)
        #expect(try available(bob) == 100_000 + Int64(BulkProgress.partSize))

        let sent = try tally(path, "--yes")
        #expect(sent.exitCode == 0, "\(sent.errors)")
        #expect(sent.output.contains("\(count) of \(count) transfers done."))
        #expect(!sent.output.contains("nothing was paid now"))
        #expect(try available(bob) == 100_000 + Int64(count))
        #expect(try available(alice) == 100_000 - Int64(count))
        #expect(sent.output.contains("… and \(count - 20) more lines that are right"))
    }

    @Test func `an interrupted command goes on although users of the file were deleted`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let (receiver, payer) = (try node.user(), try node.user())
        let lines = [
            "\(alice.name),\(receiver.name)", "\(payer.name),\(bob.name)",
            "\(alice.name),\(bob.name)",
        ].map { "\($0),0.01\n" }
        let count = BulkProgress.partSize + 3
        let first = lines[0] + lines[1] + String(repeating: lines[2], count: count - 5)
        let path = try write("from,receiver,amount\n" + first + lines.joined())
        try sendFirstPart(of: path)
        for user in [receiver, payer] {
            #expect(try user.send("DELETE", "/me", key: "gone").status == 200)
        }

        let unasked = try tally(path)
        #expect(unasked.errors.contains("Nothing more was sent: say --yes"), "\(unasked)")
        let sent = try tally(path, "--yes")
        #expect(sent.exitCode == 1, "\(sent)")
        #expect(sent.output.contains("Some or all of them were sent before"), "\(sent)")
        #expect(sent.output.contains("\(count - 2) of \(count) transfers done."), "\(sent)")
        for text in [
            "line \(count - 1): not done, the receiver does not exist any more",
            "line \(count): not done, the payer does not exist any more",
        ] {
            #expect(sent.output.contains(text), "\(sent)")
        }
        #expect(!sent.output.contains("nothing was paid now"), "\(sent)")
        #expect(try tally(path, "--yes").output.contains("nothing was paid now"))
        #expect(try available(bob) == 100_000 + Int64(count - 3))
        #expect(try available(alice) == 100_000 - Int64(count - 3))
    }

    @Test func `a command that can't append says so, and the same one is done later`() throws {
        let node = try RunningNode()
        let (alice, bob) = (try node.user(), try node.user())
        let file = try write("from,receiver,amount\n\(alice.name),\(bob.name),1\n")
        let arguments = ["transfers", file, "--yes", "--database", node.database.conninfo]
        let owner = try node.database.connect()
        try owner.script("REVOKE INSERT ON log.events FROM tally_commands")
        let stopped = try TallyProcess.run(arguments)
        try owner.script("GRANT INSERT ON log.events TO tally_commands")
        #expect(stopped.exitCode == 1)
        #expect(
            stopped.errors.contains(
                "Decided so far: 0 of 1. Give the same command again: it goes on after them"
            ),
            "\(stopped)"
        )
        let sent = try TallyProcess.run(arguments)
        #expect(sent.exitCode == 0, "\(sent)")
        #expect(sent.output.contains("1 of 1 transfer done."))
        #expect(!sent.output.contains("sent before"))
        #expect(try bob.available(after: alice.transfer(1, to: bob)) == 100_101)
    }

    @Test func `a line may spend what an earlier one has brought`() throws {
        let (alice, bob, carol) = (try node.user(), try node.user(), try node.user())
        let file = try write(
            "from,receiver,amount\n\(alice.name),\(bob.name),1000\n\(bob.name),\(carol.name),1500\n"
        )
        let checked = try tally(file, "--check")
        #expect(!checked.output.contains("lacking"), "\(checked)")
        #expect(try tally(file, "--yes").exitCode == 0)
        #expect(try available(carol) == 250_000)
    }

    @Test func `nothing is sent while a line is wrong`() throws {
        let (alice, bob, gone) = (try node.user(), try node.user(), try node.user())
        #expect(try gone.send("DELETE", "/me", key: "gone").status == 200)
        let file = try write(
            """
            from,receiver,amount,currency
            \(alice.name),\(bob.name),1.00,RUB
            \(alice.name),nobody-here,1.00,RUB
            nobody-here,\(bob.name),1.00,RUB
            \(alice.name),#\(alice.id),1.00,RUB
            ,\(bob.name),1.00,RUB
            \(alice.name),\(gone.name),1.00,RUB
            \(alice.name),\(bob.name),1.001,XYZ

            """
        )
        let sent = try tally(file, "--yes")
        #expect(sent.exitCode == 1)
        for text in [
            "line 3: there is no user nobody-here", "line 4: there is no payer nobody-here",
            "line 5: payer and receiver are the same user",
            "line 6: nobody pays: fill in the column from, or give --from USER",
            "line 7: there is no user \(gone.name)", "line 8: there is no currency \"XYZ\"",
        ] {
            #expect(sent.output.split(separator: "\n").contains { $0 == text }, "\(text)\n\(sent)")
        }
        #expect(sent.errors.contains("Nothing was sent: mend 6 lines"), "\(sent)")
        #expect(try available(alice) == 100_000)
    }

    @Test func `without a terminal nothing is sent that nobody has agreed to`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let file = try write("from,receiver,amount\n\(alice.name),\(bob.name),1\n")
        let sent = try TallyProcess.run(
            ["transfers", file, "--database", node.database.conninfo],
            input: "yes\n"
        )
        #expect(sent.exitCode == 1)
        #expect(sent.errors.contains("say --yes"), "\(sent)")
        #expect(try available(bob) == 100_000)
    }

    @Test func `at a terminal the tool asks, and only yes sends`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let file = try write("from,receiver,amount\n\(alice.name),\(bob.name),1\n")
        for (answer, expected) in [("no", Int64(100_000)), ("yes", 100_100)] {
            let terminal = try PseudoTerminal(
                tally: ["transfers", file, "--database", node.database.conninfo],
                takesInput: true
            )
            try terminal.read(until: "Send 1 transfer? Type yes: ")
            terminal.type("\(answer)\n")
            let shown = try terminal.read()
            #expect(shown.contains("1 of 1 transfer done.") == (answer == "yes"), "\(shown)")
            #expect(try available(bob) == expected)
        }
    }

    @Test func `progress is shown at a terminal only`() throws {
        let (alice, bob) = (try node.user(), try node.user())
        let file = try write("from,receiver,amount\n\(alice.name),\(bob.name),1\n")
        let terminal = try PseudoTerminal(
            tally: ["transfers", file, "--yes", "--database", node.database.conninfo]
        )
        #expect(try terminal.read().contains("1 of 1 transfers (100 %)"))
        #expect(try available(bob) == 100_100)
    }

    @Test func `wrong files and options are named`() throws {
        let wrong = try write("recever,amount\nbob,1\n")
        #expect(try tally(wrong, "--yes").errors.contains("Line 1: there is no column \"recever\""))
        let missing = try tally("\(folder)/nothing.csv")
        #expect(missing.exitCode == 1)
        #expect(missing.errors.contains("There is no file"), "\(missing)")
        let (alice, bob) = (try node.user(), try node.user())
        let file = try write("from,receiver,amount\n\(alice.name),\(bob.name),1\n")
        let unwritable = try tally(file, "--yes", "--results", "\(folder)/none/results.csv")
        #expect(unwritable.errors.contains("Nothing was sent"), "\(unwritable)")
        #expect(try available(bob) == 100_000)
        for options in [
            ["transfers"], ["transfers", file, file], ["transfers", file, "--check", "--yes"],
            ["transfers", file, "--again", "two words"], ["transfers", file, "--from", "#x"],
        ] {
            let result = try TallyProcess.run(options + ["--database", node.database.conninfo])
            #expect(result.exitCode == 2, "\(options): \(result)")
        }
    }
}
