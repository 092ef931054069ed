import Commands
import Crypto
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
    private let processor: Processor
    private var ids = UUIDGenerator()

    init(_ database: ConnectionOptions, _ configuration: Configuration) {
        processor = Processor(
            log: PostgresEventLog(
                database,
                limits: configuration.logLimits,
                distrusted: { DistrustedRows().report($0) }
            ),
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
}
