import Events

@testable import API
@testable import EventStore
@testable import Feed
@testable import HTTP
@testable import Model

/// The feed of one node without threads: the test decides when its work is done.
struct FeedBed {
    var state: FeedState
    /// The bytes sent to each stream, with its beginning.
    private(set) var sent: [Ticket: [UInt8]] = [:]
    private(set) var refused: [Ticket: Status] = [:]
    private(set) var ended: Set<Ticket> = []
    private var replays: [Ticket] = []
    private var checks: [Ticket] = []
    private var nextTicket: UInt32 = 0

    /// The log's history, according to the database.
    var found: LogHistory

    init(_ limits: FeedLimits, history: LogHistory = .inMemory) {
        found = history
        state = FeedState(limits: limits, history: history)
    }

    /// The node has no room for the reader.
    struct Full: Error {}

    mutating func join(_ request: FeedRequest, now: Int64 = 0) throws(Full) -> Ticket {
        nextTicket += 1
        let ticket = Ticket(loop: 0, descriptor: 1, generation: nextTicket, sequence: 0)
        let admission = change { $0.admit(ticket, request, now: now, &$1) }
        switch admission {
        case .begins(let bytes): sent[ticket] = bytes + (sent[ticket] ?? [])
        case .later: break
        case .refused(FeedProblem.full), .refused(FeedProblem.fullForUser): throw Full()
        case .refused(let problem): refused[ticket] = problem.status
        }
        return ticket
    }

    mutating func join(
        _ audience: FeedAudience,
        after: LogPosition? = nil,
        in epoch: EpochID? = nil
    ) throws(Full) -> Ticket {
        let place = after.map { LogPlace($0, in: epoch) }
        return try join(FeedRequest(audience: audience, after: place))
    }

    mutating func leave(_ ticket: Ticket) {
        state.remove(ticket)
    }

    mutating func change<Result>(
        _ body: (inout FeedState, inout FeedActions) -> Result
    ) -> Result {
        var actions = FeedActions()
        let result = body(&state, &actions)
        for completion in actions.completions {
            if completion.response.isStream {
                sent[completion.ticket] = completion.response.body
            } else {
                refused[completion.ticket] = completion.response.status
            }
        }
        for push in actions.pushes where !ended.contains(push.ticket) {
            sent[push.ticket, default: []] += push.bytes
            if push.isLast { ended.insert(push.ticket) }
            if push.tellsWhenSent { replays.append(push.ticket) }
        }
        checks += actions.checks
        replays += actions.replays
        return result
    }

    /// Passes events up to `end` to the feed; their frames wait for a flush.
    mutating func advance(_ history: FeedHistory, through end: LogPosition) {
        guard let position = state.position else {
            change { $0.begin(at: end, &$1) }
            return
        }
        guard position < end else { return }
        change { $0.advance(history.events(after: position, through: end), through: end, &$1) }
    }

    mutating func flush() {
        change { $0.flush(&$1) }
    }

    mutating func tick(now: Int64 = 0, second: Int64 = 0) {
        change { $0.tick(now: now, second: second, &$1) }
    }

    /// Does one piece of waiting work; returns whether there was one.
    mutating func work(_ history: FeedHistory, pieceLimit: Int) -> Bool {
        if !checks.isEmpty {
            let ticket = checks.removeFirst()
            change { [found] state, actions in
                state.checked(ticket, logEnd: history.end, in: found, until: .max, &actions)
            }
            return true
        }
        guard !replays.isEmpty else { return false }
        let ticket = replays.removeFirst()
        guard let stretch = change({ $0.replay(ticket, &$1) }) else { return true }
        let end = min(stretch.end, stretch.after.advanced(by: pieceLimit))
        let items = history.events(after: stretch.after, through: end).compactMap(FeedItem.init)
        if change({ $0.replay(ticket, items, through: end, &$1) }) {
            change { $0.yield(ticket, &$1) }
        }
        return true
    }

    /// Does all waiting work and sends everything.
    mutating func settle(_ history: FeedHistory) {
        repeat {
            while work(history, pieceLimit: 3) {}
            flush()
            tick()
        } while work(history, pieceLimit: 3)
    }

    func text(_ ticket: Ticket) -> String {
        String(decoding: sent[ticket] ?? [], as: UTF8.self)
    }

    func blocks(_ ticket: Ticket) -> [FeedBlock] { FeedBlock.all(in: text(ticket)) }
}
