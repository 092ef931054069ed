import Commands
import Crypto
import Entities
import EventStore
import Events
import Foundation
import Glibc
import Model
import Node
import Postgres
import Queries
import Runtime
import Settings
import Text

/// `tally transfers`: checks a CSV file of transfers line by line, and sends them once.
///
/// It talks to the database, as every command does: its bulk goes through the same lock, the same
/// decisions and the same receipts as those of running nodes.
enum SendTransfers {
    static func run(
        _ options: TransfersOptions,
        _ environment: [String: String]
    ) throws -> ExitCode {
        let configuration = try Configuration(environment: environment)
        var file = try read(options, configuration)
        let database = try Database(options.database, mayCreate: false)
        defer { database.close() }
        _ = try database.connectForReading()
        let claims = ClaimHasher(key: try database.secrets().claims)
        var writer = LocalWriter(database.options, configuration)
        do {
            let key = ReceiptKey(actor: .system, key: file.key(named: options.again).key)
            let begun = Begun(try writer.hasReceipt(under: key))
            let parties = try writer.parties(of: file, claims)
            // Once a part was paid, the file must go on although a user was deleted: a mended one
            // has another mark, and would be paid from the beginning.
            if begun == .no { file.add(parties.problems) }
            let report = TransferReport(file: file, payers: file.payers(parties))
            for line in report.preview { Output.line(line) }
            let wrong = file.lines.count { !$0.problems.isEmpty }
            guard wrong == 0 else {
                throw Complaint("\(begun.nothing): mend \(lines(wrong)) and try again.")
            }
            if begun == .yes { Output.line(Begun.explanation) }
            guard try isWanted(options, file, begun) else { return .success }
            let results = try options.results.map { try ResultFile($0, begun) }
            let done = try send(file, named: options.again, claims, parties, &writer)
            return try tell(done, of: file, try writer.parties(of: file, claims), results)
        } catch {
            throw Complaint(database: error)
        }
    }

    private static func read(
        _ options: TransfersOptions,
        _ configuration: Configuration
    ) throws(Complaint) -> TransferFile {
        var payer: NamedParty?
        if let text = options.payer {
            guard let named = NamedParty(text) else {
                throw .usage("--from must be a user name, or a number such as #12.")
            }
            payer = named
        }
        guard let data = FileManager.default.contents(atPath: options.file) else {
            throw Complaint("There is no file \(options.file), or it can't be read.")
        }
        let defaults = TransferFile.Defaults(currency: configuration.currency, payer: payer)
        do throws(FileProblem) {
            return try TransferFile(Array(data), defaults)
        } catch {
            throw Complaint("\(error)")
        }
    }

    private static func lines(_ count: Int) -> String {
        count == 1 ? "1 line" : "\(count) lines"
    }

    /// Whether the transfers shall be sent now; asks unless that was said.
    private static func isWanted(
        _ options: TransfersOptions,
        _ file: TransferFile,
        _ begun: Begun
    ) throws(Complaint) -> Bool {
        switch options.consent {
        case .given: return true
        case .onlyCheck: return false
        case .asked:
            guard isatty(STDIN_FILENO) == 1 else {
                throw Complaint(
                    "\(begun.nothing): say --yes, since nobody can be asked here."
                )
            }
            let count = TransferReport.transfers(file.lines.count)
            Output.line("Send \(count)? Type yes: ", terminator: "")
            guard readLine() == "yes" else { throw Complaint("\(begun.nothing).") }
            return true
        }
    }

    /// Whether an earlier command has decided some of the payment, or all of it.
    fileprivate enum Begun {
        case no
        case yes

        init(_ hasReceipt: Bool) { self = hasReceipt ? .yes : .no }

        /// What is true if this command sends nothing.
        var nothing: String {
            switch self {
            case .no: "Nothing was sent"
            case .yes: "Nothing more was sent"
            }
        }

        static let explanation = """
            Some or all of them were sent before: those keep their results, and only the rest is sent.
            A transfer whose payer or receiver was deleted meanwhile is refused.
            """
    }

    /// What became of the transfers.
    struct Sent {
        /// Whether each line was done, in the order of the file.
        let done: [Bool]
        /// Whether all of it was done by an earlier command.
        let isReplayed: Bool
    }

    /// Sends the lines in parts under one key, and goes on where an earlier command ended.
    static func send(
        _ file: TransferFile,
        named name: String?,
        _ claims: ClaimHasher,
        _ parties: TransferParties,
        _ writer: inout LocalWriter
    ) throws(Complaint) -> Sent {
        var progress = BulkProgress(file.bulk(claims, parties), file.key(named: name))
        var line = ProgressLine(unit: "transfers")
        defer { line.end() }
        let start = SystemClock.monotonicMilliseconds
        while true {
            let outcome = writer.perform(progress.part, as: .system, under: progress.partKey)
            let answer = progress.take(outcome)
            line.show(
                done: Int64(progress.decidedCount),
                of: Int64(file.lines.count),
                milliseconds: SystemClock.monotonicMilliseconds - start
            )
            switch answer {
            case nil: continue
            case .each(let done, _, let replayed): return Sent(done: done, isReplayed: replayed)
            case .whole(let outcome):
                line.end()
                throw complaint(
                    outcome,
                    "Decided so far: \(progress.decidedCount) of \(file.lines.count)."
                )
            }
        }
    }

    private static func complaint(_ outcome: Outcome, _ decided: String) -> Complaint {
        let again =
            "\(decided) Give the same command again: it goes on after them, and pays "
            + "nothing twice."
        switch outcome {
        case .keyReused:
            return Complaint(
                "The mark of this file was used for other transfers: name the payment by --again NAME."
            )
        case .distrusted:
            return Complaint(
                "A stored answer to these transfers was changed by hand: see tally verify. \(decided)"
            )
        case .unavailable(_, let cause?): return Complaint("\(cause) \(again)")
        case .unknown, .unavailable: return Complaint("The database is not reached. \(again)")
        case .done, .decided, .rejected, .notFound, .forbidden, .sessionLost, .sessionEnded:
            return Complaint("The transfers were refused. \(again)")
        }
    }

    /// Says what was done, line by line where it was not, and fills the file of results.
    private static func tell(
        _ sent: Sent,
        of file: TransferFile,
        _ parties: TransferParties,
        _ results: ResultFile?
    ) throws(Complaint) -> ExitCode {
        let reasons = zip(file.lines, sent.done).map { line, isDone in
            isDone ? "" : line.reason(parties)
        }
        try results?.write(file, sent.done, reasons)
        for (index, line) in file.lines.enumerated() where !sent.done[index] {
            Output.line("line \(line.number): not done, \(reasons[index])")
        }
        let count = sent.done.count { $0 }
        Output.line("\(count) of \(TransferReport.transfers(file.lines.count)) done.")
        if sent.isReplayed {
            Output.line(
                "They were sent before: nothing was paid now. To pay this file once more, name that "
                    + "payment with --again NAME."
            )
        }
        return count == file.lines.count ? .success : .failure
    }
}

extension LocalWriter {
    /// The users of a file as the log has them now.
    fileprivate func parties(
        of file: TransferFile,
        _ claims: ClaimHasher
    ) throws -> TransferParties {
        try TransferParties(of: file, claims, at: SystemTime().now()) { try histories(of: $0) }
    }
}

extension TransferFile {
    /// The command that does all lines; those that `parties` does not know are refused.
    func bulk(_ claims: ClaimHasher, _ parties: TransferParties) -> TransferBulk {
        TransferBulk(
            .each,
            lines.compactMap { line in
                guard let receiver = line.receiver, let money = line.money else { return nil }
                return TransferBulk.Item(
                    TransferMoney(
                        to: receiver.recipient(claims),
                        amount: money,
                        memo: line.given[.memo],
                        annotation: Annotation(reference: line.given[.reference], metadata: nil),
                        from: parties.user(line.payer)
                    )
                )
            }
        )
    }

    /// The key of the payment: the mark, and the name of a payment that is made once more.
    func key(named name: String?) -> IdempotencyKey {
        let text = ReceiptKey.transferFilePrefix + mark + (name.map { "-\($0)" } ?? "")
        return IdempotencyKey(text, fingerprint: SHA256.hash(Array(mark.utf8)))
    }
}

/// A CSV file with a result for each line.
private struct ResultFile {
    private let path: String
    private let descriptor: Int32

    /// Opens it before anything is sent; what it has stays until `write`.
    init(_ path: String, _ begun: SendTransfers.Begun) throws(Complaint) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw Complaint("\(begun.nothing): \(path) can't be written.")
        }
    }

    func write(
        _ file: TransferFile,
        _ done: [Bool],
        _ reasons: [String]
    ) throws(Complaint) {
        defer { close(descriptor) }
        let separator: CSVForm.Separator =
            file.separator == UInt8(ascii: ";") ? .semicolon : .comma
        let form = CSVForm(separator: separator, decimal: .point, hasMark: false)
        var csv = CSVWriter(form, capacity: 64 * (file.lines.count + 1))
        csv.row { row in
            row.text("line")
            for column in TransferColumn.allCases { row.text(column.rawValue) }
            for name in ["done", "reason"] { row.text(name) }
        }
        for (index, line) in file.lines.enumerated() {
            csv.row { row in
                row.number(Int64(line.number))
                for column in TransferColumn.allCases { row.text(line.given[column] ?? "") }
                row.text(done[index] ? "true" : "false")
                row.text(reasons[index])
            }
        }
        guard ftruncate(descriptor, 0) == 0, Output.write(csv.bytes, to: descriptor) else {
            throw Complaint(
                "The transfers were sent, but \(path) could not be written. Give the same command "
                    + "again: it pays nothing twice."
            )
        }
    }
}
