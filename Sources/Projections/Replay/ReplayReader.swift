import CLinux
import Dispatch
import EventStore
import Events
import Foundation
import Model
import Postgres
import Projections

/// Reads and decodes a range of the log on a thread and a connection of its own, so that reading
/// and projecting use a core each.
final class ReplayReader: Sendable {
    enum Packet: Sendable {
        case events([RecordedEvent])
        /// An event that stops some of the projections.
        case unreadable(ProjectionFault, [ReadModel])
        case end
        case failed(any Error)
    }

    /// Events that are passed between the threads at a time; 16 packets may wait.
    private static let packetSize = 2_048

    private let channel = Channel<Packet>(capacity: 16)
    private let ended = DispatchSemaphore(value: 0)

    /// Starts to read.
    init(
        _ options: ConnectionOptions,
        after position: LogPosition,
        through end: LogPosition,
        for names: [ReadModel]
    ) {
        Thread { [channel, ended] in
            _ = clinux_name_thread("replay")
            do {
                let connection = try Connection(options)
                try Self.read(connection, position, end, names, channel)
                _ = channel.send(.end)
            } catch is Closed {
                // The receiver knows why.
            } catch {
                _ = channel.send(.failed(error))
            }
            ended.signal()
        }.start()
    }

    /// The next packet; must not be called after `.end` or `.failed`.
    func next() -> Packet { channel.receive() }

    /// Stops reading, and waits for the thread.
    func close() {
        channel.close()
        ended.wait()
        ended.signal()
    }

    private struct Closed: Error, CustomStringConvertible {
        var description: String { "the reading was given up" }
    }

    private static func read(
        _ connection: Connection,
        _ start: LogPosition,
        _ end: LogPosition,
        _ names: [ReadModel],
        _ channel: Channel<Packet>
    ) throws {
        var position = start
        var packet: [RecordedEvent] = []
        packet.reserveCapacity(packetSize)
        func flush() throws {
            guard !packet.isEmpty else { return }
            guard channel.send(.events(packet)) else { throw Closed() }
            packet = []
            packet.reserveCapacity(packetSize)
        }
        while position < end {
            do {
                try LogReader(connection).stream(after: position, through: end) { event in
                    packet.append(event)
                    position = event.position
                    if packet.count == packetSize { try flush() }
                }
                position = end
            } catch EventLogError.unreadable(let broken, let text) {
                try flush()
                let fault = ProjectionFault(broken, .unreadable(text))
                let family = try LogReader(connection).family(at: broken)
                let unreadable = EventSource.Unreadable(fault: fault, family: family)
                let stopped = names.filter { unreadable.stops($0) }
                guard channel.send(.unreadable(fault, stopped)) else { throw Closed() }
                position = broken
            }
        }
        try flush()
    }
}
