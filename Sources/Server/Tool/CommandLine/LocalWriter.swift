import Crypto
import Entities
import EventStore
import Events
import Identity
import Model
import Node
import Postgres
import Settings
import Writer

/// A writer for the few commands of a command line, beside any running nodes.
struct LocalWriter {
    private let log: PostgresEventLog
    private let processor: Processor
    private var ids = UUIDGenerator()

    init(_ database: ConnectionOptions, _ configuration: Configuration) {
        log = PostgresEventLog(
            database,
            limits: configuration.logLimits,
            distrusted: { DistrustedRows().report($0) }
        )
        processor = Processor(
            log: log,
            time: SystemTime(),
            limits: configuration.commandLimits
        )
    }

    /// Performs all commands in one append, in order.
    mutating func perform(
        _ commands: [any Command],
        as actor: Actor,
        key: String? = nil
    ) -> [Outcome] {
        let submissions = commands.enumerated().map { index, command in
            Submission<Void>(
                command,
                id: ids.next(),
                actor: actor,
                key: key.map {
                    let name = "\($0)-\(index)"
                    return IdempotencyKey(name, fingerprint: SHA256.hash(Array(name.utf8)))
                },
                receivedAt: .now,
                ticket: ()
            )
        }
        return processor.process(submissions)
    }

    /// Performs one command under a key of its own, with the fingerprint of its request.
    mutating func perform(
        _ command: any Command,
        as actor: Actor,
        under key: IdempotencyKey
    ) -> Outcome {
        let submission = Submission<Void>(
            command,
            id: ids.next(),
            actor: actor,
            key: key,
            receivedAt: .now,
            ticket: ()
        )
        return processor.process([submission]).first ?? .unknown
    }

    /// Whether a command was decided under the key, whatever the answer was.
    func hasReceipt(under key: ReceiptKey) throws(EventLogError) -> Bool {
        try !log.receipts(for: [key]).isEmpty
    }

    /// The histories of streams, as they are now.
    func histories(of streams: [StreamID]) throws(EventLogError) -> [StreamID: StreamHistory] {
        try log.histories(of: streams)
    }
}
