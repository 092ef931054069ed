import Glibc
import Text

/// One thread's epoll, its connections and its handler.
///
/// A turn takes the events, reads and parses all that arrived, sends each connection's answers at
/// once, notifies the handler that the turn ended, and checks the deadlines when a tick is due.
final class EventLoop {
    /// Marks of the descriptors that are no connections; no descriptor is all ones.
    static let listenerMark = UInt64.max
    static let mailboxMark = UInt64.max - 1

    let setup: LoopSetup
    let configuration: HTTPOptions
    let handler: any Handler
    let epoll: Epoll
    /// Where sockets are read into; large enough that one read drains most of them.
    let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 64)
    var parser: HeadParser
    var response = ResponseBuffer()
    var counters = ServerCounters()

    /// By descriptor.
    var connections: [HTTPConnection?] = []
    var generation: UInt32 = 0
    /// Connections whose socket may hold more than one turn reads.
    var revisits: [HTTPConnection] = []
    var isListening = true
    var isAccepting = false
    var now = SystemClock.monotonicMilliseconds
    /// Whether the handler saw a request in this turn.
    var handled = false
    /// When set, the loop ends then or when the last connection is closed.
    var stopDeadline: Int64?

    private var nextTick: Int64
    private var dateSecond = 0

    init(_ setup: LoopSetup) {
        self.setup = setup
        configuration = setup.configuration
        handler = setup.makeHandler(setup.index)
        epoll = Epoll(descriptor: setup.epoll)
        parser = HeadParser(setup.configuration)
        nextTick = now + setup.configuration.tickMilliseconds
        connections.reserveCapacity(64)
    }

    deinit {
        scratch.deallocate()
    }

    /// Runs turns until a stop is posted.
    func run() {
        _ = epoll.addInput(setup.mailbox.descriptor, data: Self.mailboxMark)
        startAccepting()
        while !isDone {
            turn()
        }
        for connection in connections {
            if let connection { close(connection) }
        }
        stopListening()
        setup.mailbox.publish(counters)
    }

    private var isDone: Bool {
        guard let stopDeadline else { return false }
        return counters.connections == 0 || now >= stopDeadline
    }

    private func turn() {
        let until = min(nextTick, stopDeadline ?? .max)
        let count = epoll.wait(milliseconds: revisits.isEmpty ? until - now : 0)
        now = SystemClock.monotonicMilliseconds
        refreshDate()
        // Connections left from the last turn come first, so that busy ones cannot starve them.
        let left = revisits
        revisits.removeAll(keepingCapacity: true)
        for index in 0..<count {
            dispatch(epoll.event(index))
        }
        for connection in left {
            connection.isRevisited = false
            read(connection)
        }
        if handled {
            handled = false
            handler.turnEnded()
        }
        if now >= nextTick {
            nextTick = now + configuration.tickMilliseconds
            tick()
        }
        setup.mailbox.publish(counters)
    }

    private func dispatch(_ event: Epoll.Event) {
        switch event.data {
        case Self.listenerMark: acceptAll()
        case Self.mailboxMark: takeMail()
        default:
            let descriptor = Int(truncatingIfNeeded: event.data & 0xffff_ffff)
            let generation = UInt32(truncatingIfNeeded: event.data >> 32)
            guard let connection = connection(descriptor, generation) else { return }
            ready(connection, event)
        }
    }

    /// The open connection of that descriptor, unless the descriptor was used again since.
    func connection(_ descriptor: Int, _ generation: UInt32) -> HTTPConnection? {
        guard descriptor >= 0, descriptor < connections.count,
            let connection = connections[descriptor], connection.generation == generation
        else { return nil }
        return connection
    }

    private func ready(_ connection: HTTPConnection, _ event: Epoll.Event) {
        if event.isBroken {
            if hasTimedOut(connection) { countLate(connection) }
            close(connection)
            return
        }
        if event.isWritable, connection.isBlocked {
            connection.isBlocked = false
            settle(connection)
        }
        if event.isReadable {
            connection.endAnnounced = connection.endAnnounced || event.peerEnded
            connection.mayHoldInput = true
        }
        if connection.mayHoldInput { read(connection) }
    }

    /// Counts a stream whose client has taken nothing for too long.
    func countLate(_ connection: HTTPConnection) {
        guard connection.stream != nil, !connection.streamForm.isDownload else { return }
        counters.streamsDropped += 1
    }

    /// Whether the kernel has ended the connection because of `TCP_USER_TIMEOUT`.
    private func hasTimedOut(_ connection: HTTPConnection) -> Bool {
        var (error, size) = (Int32(0), socklen_t(MemoryLayout<Int32>.size))
        getsockopt(connection.descriptor, SOL_SOCKET, SO_ERROR, &error, &size)
        return error == ETIMEDOUT
    }

    private func takeMail() {
        let mail = setup.mailbox.take()
        complete(mail.completions)
        push(mail.pushes)
        if let grace = mail.stopGraceMilliseconds, stopDeadline == nil { beginStop(grace) }
    }

    private func refreshDate() {
        let second = Int(SystemClock.coarseUnixSeconds)
        if second != dateSecond {
            dateSecond = second
            response.date = dateField(second)
        }
    }

    /// Looks at every deadline, and resumes accepting.
    func tick() {
        for connection in connections {
            if let connection { check(connection) }
        }
        if !isAccepting, isListening { startAccepting() }
    }

    private func check(_ connection: HTTPConnection) {
        if connection.unsent > 0, now >= connection.writeDeadline {
            counters.timedOut += 1
            countLate(connection)
            close(connection)
            return
        }
        guard now >= connection.readDeadline else { return }
        switch connection.phase {
        case .closed, .streaming, .ending: return
        case .draining: close(connection)
        case .open:
            counters.timedOut += 1
            if connection.input.isEmpty {
                // There is no request to answer.
                close(connection)
            } else {
                let input = connection.input
                input.withUnsafeBytes { refuse(connection, .tooSlow, $0) }
                settle(connection)
            }
        }
    }

    /// Accepts and parses nothing more; idle connections close at once.
    func beginStop(_ graceMilliseconds: Int64) {
        stopDeadline = now + graceMilliseconds
        stopListening()
        for connection in connections {
            guard let connection else { continue }
            // The rest of a document is sent if there is time.
            if connection.phase == .streaming, !connection.streamForm.isDownload {
                endStream(connection)
                settle(connection)
                continue
            }
            guard connection.phase == .open else { continue }
            if connection.pending.isEmpty, connection.unsent == 0 {
                close(connection)
            } else {
                connection.phase = .ending
                connection.input = []
            }
        }
    }
}

/// Everything that a loop needs, passed from the starting thread to the loop's own.
struct LoopSetup: Sendable {
    let index: Int
    let configuration: HTTPOptions
    /// Connections this loop may hold: its share of the total.
    let maxConnections: Int
    let listener: Int32
    let epoll: Int32
    let mailbox: Mailbox
    let ledger: AddressLedger?
    let largeBodies: LargeBodies
    let makeHandler: @Sendable (_ loop: Int) -> any Handler
}
