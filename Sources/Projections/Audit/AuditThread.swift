import CLinux
import Dispatch
import EventStore
import Events
import Foundation
import Model
import Postgres
import Projections
import Synchronization

/// Runs an audit on a thread of its own, so that events are read and decoded on one core and checked
/// on another.
final class AuditThread {
    /// What an audit has found.
    struct Findings: Sendable {
        /// Where a rule is broken, or an earlier event can't be read.
        let problem: AuditRun.Problem?
        let recalled: Int
        /// The state after the last event; meaningless after a problem.
        let state: [UInt8]
    }

    private enum Packet: Sendable {
        case events([RecordedEvent])
        case end
    }

    /// Events that are passed between the threads at a time; 16 packets may wait.
    private static let packetSize = 1_024

    /// What the thread leaves.
    private final class Outcome: Sendable {
        let result = Mutex<Result<Findings, any Error>?>(nil)
        let ended = DispatchSemaphore(value: 0)
    }

    private let channel = Channel<Packet>(capacity: 16)
    private let outcome = Outcome()
    private var packet: [RecordedEvent] = []
    /// Whether the thread still takes packets.
    private var isOpen = true

    /// Starts; `database` is under a role that reads the log.
    init(after verified: VerifiedLog?, _ database: ConnectionOptions) {
        packet.reserveCapacity(Self.packetSize)
        Thread { [channel, outcome] in
            _ = clinux_name_thread("audit")
            let found = Result { try Self.run(after: verified, database, channel) }
            outcome.result.withLock { $0 = found }
            // A sender that waits goes on, into nothing.
            channel.close()
            outcome.ended.signal()
        }.start()
    }

    private static func run(
        after verified: VerifiedLog?,
        _ database: ConnectionOptions,
        _ channel: Channel<Packet>
    ) throws -> Findings {
        var run = try AuditRun(after: verified) { try Connection(database) }
        while case .events(let events) = channel.receive() {
            for event in events { try run.take(event) }
        }
        try run.finish()
        return Findings(problem: run.problem, recalled: run.recalled, state: run.state)
    }

    /// Takes the next event; throws the thread's error once it has ended with one.
    func take(_ event: RecordedEvent) throws {
        packet.append(event)
        guard packet.count == Self.packetSize else { return }
        flush()
        if !isOpen { _ = try finish() }
    }

    private func flush() {
        send(.events(packet))
        packet = []
        packet.reserveCapacity(Self.packetSize)
    }

    private func send(_ packet: Packet) {
        if isOpen { isOpen = channel.send(packet) }
    }

    /// Ends the log and waits for the findings.
    func finish() throws -> Findings {
        flush()
        stop()
        guard let result = outcome.result.withLock({ $0 }) else { throw AuditEnded() }
        return try result.get()
    }

    /// Ends the thread.
    func stop() {
        send(.end)
        isOpen = false
        outcome.ended.wait()
        outcome.ended.signal()
    }

    private struct AuditEnded: Error, CustomStringConvertible {
        var description: String { "the audit ended without a result" }
    }
}
