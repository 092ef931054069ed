import CLinux
import Glibc
import Synchronization

/// The HTTP/1.1 edge: listens, parses, hands requests to handlers, sends answers in order.
package final class Server: Sendable {
    private enum State {
        case prepared
        case running(port: UInt16, threads: [LoopThread], mailboxes: [Mailbox])
        /// The mailboxes stay for the counters.
        case stopped(mailboxes: [Mailbox])
    }

    private let configuration: HTTPOptions
    private let state = Mutex(State.prepared)

    /// Prepares a server; nothing is opened before `start`.
    package init(_ configuration: HTTPOptions) {
        self.configuration = configuration
    }

    /// Binds the address and starts the loops; connections are accepted when it returns.
    ///
    /// `makeHandler` is called once per loop, on the loop's thread.
    package func start(
        makeHandler: @escaping @Sendable (_ loop: Int) -> any Handler
    ) throws(ListenError) {
        try state.withLock { state throws(ListenError) in
            guard case .prepared = state else { throw .alreadyStarted }
            state = try launch(makeHandler)
        }
    }

    /// The bound port; 0 unless running.
    package var port: UInt16 {
        state.withLock { state in
            if case .running(let port, _, _) = state { port } else { 0 }
        }
    }

    /// Answers deferred requests, from any thread; wakes each loop at most once.
    ///
    /// Answers to clients that have gone are dropped, and so is a second answer to one request.
    package func complete(_ completions: [Completion]) {
        distribute(completions, by: \.ticket) { $0.post($1) }
    }

    /// Sends more bytes on streams, from any thread; wakes each loop at most once.
    ///
    /// Bytes for streams that have ended are dropped.
    package func push(_ pushes: [Push]) {
        distribute(pushes, by: \.ticket) { $0.post($1) }
    }

    /// Posts to each loop the items of its own requests.
    private func distribute<Item>(
        _ items: [Item],
        by ticket: (Item) -> Ticket,
        post: (Mailbox, [Item]) -> Void
    ) {
        let mailboxes = mailboxes
        for (index, mailbox) in mailboxes.enumerated() {
            let share =
                mailboxes.count == 1
                ? items : items.filter { ticket($0).loop == UInt32(index) }
            if !share.isEmpty { post(mailbox, share) }
        }
    }

    /// Stops accepting, ends streams, answers open requests, closes, and joins the threads.
    ///
    /// Requests that have no answer when the grace is over are cut off. Not to be called on a loop.
    package func stop(graceMilliseconds: Int64) {
        let running = state.withLock { state -> ([LoopThread], [Mailbox])? in
            guard case .running(_, let threads, let mailboxes) = state else { return nil }
            state = .stopped(mailboxes: mailboxes)
            return (threads, mailboxes)
        }
        guard let (threads, mailboxes) = running else { return }
        for mailbox in mailboxes { mailbox.post(stopGraceMilliseconds: graceMilliseconds) }
        for thread in threads { thread.join() }
    }

    /// A snapshot of what the loops counted, at most one turn old.
    package var counters: ServerCounters {
        mailboxes.reduce(into: ServerCounters()) { $0 += $1.counters }
    }

    private var mailboxes: [Mailbox] {
        state.withLock { state in
            switch state {
            case .prepared: []
            case .running(_, _, let mailboxes), .stopped(let mailboxes): mailboxes
            }
        }
    }

    private func launch(
        _ makeHandler: @escaping @Sendable (_ loop: Int) -> any Handler
    ) throws(ListenError) -> State {
        let count = max(1, configuration.loops)
        let ledger = AddressLedger(
            limit: configuration.maxConnectionsPerAddress,
            total: configuration.maxConnections,
            sparesLoopback: configuration.sparesLoopback
        )
        let largeBodies = LargeBodies(limit: configuration.largeBodiesBytes)
        var setups: [LoopSetup] = []
        var threads: [LoopThread] = []
        var port = configuration.port
        do throws(ListenError) {
            // Sharing a port would hide that another process listens on it: ask without, once.
            if count > 1, port != 0 {
                close(try Listener(configuration, port: port, shares: false).descriptor)
            }
            for index in 0..<count {
                let listener = try Listener(configuration, port: port, shares: count > 1)
                port = listener.port
                setups.append(
                    try makeSetup(index, count, listener, ledger, largeBodies, makeHandler)
                )
            }
            for setup in setups { threads.append(try LoopThread(setup)) }
            return .running(port: port, threads: threads, mailboxes: setups.map(\.mailbox))
        } catch {
            undo(setups, threads)
            throw error
        }
    }

    /// Ends what started; a loop that runs closes its own descriptors.
    private func undo(_ setups: [LoopSetup], _ threads: [LoopThread]) {
        for setup in setups.prefix(threads.count) { setup.mailbox.post(stopGraceMilliseconds: 0) }
        for thread in threads { thread.join() }
        for setup in setups.dropFirst(threads.count) {
            close(setup.listener)
            close(setup.epoll)
        }
    }

    private func makeSetup(
        _ index: Int,
        _ count: Int,
        _ listener: Listener,
        _ ledger: AddressLedger?,
        _ largeBodies: LargeBodies,
        _ makeHandler: @escaping @Sendable (_ loop: Int) -> any Handler
    ) throws(ListenError) -> LoopSetup {
        let epoll = clinux_epoll_create()
        let event = clinux_eventfd()
        guard epoll >= 0, event >= 0 else {
            let code = errno
            for descriptor in [epoll, event, listener.descriptor] where descriptor >= 0 {
                close(descriptor)
            }
            throw .system(call: "epoll_create1 or eventfd", errno: code)
        }
        let total = configuration.maxConnections
        return LoopSetup(
            index: index,
            configuration: configuration,
            maxConnections: max(1, total / count + (index < total % count ? 1 : 0)),
            listener: listener.descriptor,
            epoll: epoll,
            mailbox: Mailbox(descriptor: event),
            ledger: ledger,
            largeBodies: largeBodies,
            makeHandler: makeHandler
        )
    }
}

/// A thread that runs one loop until it ends.
struct LoopThread: Sendable {
    private let thread: pthread_t

    /// Starts the thread; it takes over the descriptors of `setup`.
    init(_ setup: LoopSetup) throws(ListenError) {
        var thread = pthread_t()
        let argument = Unmanaged.passRetained(LoopStart(setup))
        let code = pthread_create(&thread, nil, runLoop, argument.toOpaque())
        guard code == 0 else {
            argument.release()
            throw .system(call: "pthread_create", errno: code)
        }
        self.thread = thread
    }

    func join() {
        pthread_join(thread, nil)
    }
}

/// Carries the setup to the thread.
private final class LoopStart: Sendable {
    let setup: LoopSetup

    init(_ setup: LoopSetup) {
        self.setup = setup
    }
}

/// The thread's body; at file scope, where it belongs to no actor.
private func runLoop(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let argument else { return nil }
    let setup = Unmanaged<LoopStart>.fromOpaque(argument).takeRetainedValue().setup
    _ = clinux_name_thread("http-\(setup.index)")
    EventLoop(setup).run()
    return nil
}
