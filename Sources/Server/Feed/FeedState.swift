import API
import EventStore
import Events
import HTTP
import Model

/// The feed's readers and their progress, without threads and I/O.
///
/// A reader is registered before anything is read for it. It becomes live in the same step that
/// takes the last piece of its replay, so no event is missing between the two and none comes twice.
struct FeedState {
    let limits: FeedLimits
    /// The history that `position` and all ids belong to.
    var history: LogHistory
    /// Readers have been sent everything up to here; nil until the read models report a position.
    var position: LogPosition?
    /// The public counts have been sent up to here; `counts` are those since.
    var counted = LogPosition.start
    var counts = FeedCounts()
    var buffer: FeedBuffer
    /// The frames made since the last flush.
    var unsent = UnsentFrames()

    private(set) var readers: [Ticket: FeedReader] = [:]
    private var streamsPerUser: [UserID: Int] = [:]
    /// The live readers of each audience.
    private(set) var own: [UserID: Set<Ticket>] = [:]
    private(set) var administrators: Set<Ticket> = []
    private(set) var everybody: Set<Ticket> = []
    /// Readers that wait until the feed reaches a position.
    private(set) var unsettled: Set<Ticket> = []

    init(limits: FeedLimits, history: LogHistory) {
        self.limits = limits
        self.history = history
        buffer = FeedBuffer(capacity: limits.buffer, start: .start)
    }

    /// Nil if there is room for another reader with that audience.
    func refusal(_ audience: FeedAudience) -> Problem? {
        guard readers.count < limits.readers else { return FeedProblem.full }
        if let user = audience.user, streamsPerUser[user, default: 0] >= limits.perUser {
            return FeedProblem.fullForUser
        }
        return nil
    }

    /// Adds a reader in a phase that is not live.
    mutating func add(
        _ ticket: Ticket,
        _ request: FeedRequest,
        _ phase: FeedReader.Phase,
        now: Int64
    ) {
        let nextHeartbeat = now + limits.heartbeatMilliseconds
        readers[ticket] = FeedReader(request: request, phase: .live, nextHeartbeat: nextHeartbeat)
        if let user = request.audience.user { streamsPerUser[user, default: 0] += 1 }
        setPhase(phase, of: ticket)
    }

    /// Forgets a reader; later pushes to it are lost.
    mutating func remove(_ ticket: Ticket) {
        guard let reader = readers.removeValue(forKey: ticket) else { return }
        leave(ticket, reader)
        guard let user = reader.audience.user else { return }
        let count = streamsPerUser[user, default: 0] - 1
        streamsPerUser[user] = count > 0 ? count : nil
    }

    mutating func setPhase(_ phase: FeedReader.Phase, of ticket: Ticket) {
        guard let reader = readers[ticket] else { return }
        leave(ticket, reader)
        readers[ticket]?.phase = phase
        switch phase {
        case .live:
            switch reader.audience {
            case .everybody: everybody.insert(ticket)
            case .user(let user): own[user, default: []].insert(ticket)
            case .administrator: administrators.insert(ticket)
            }
        case .waiting, .ahead: unsettled.insert(ticket)
        case .checking, .replaying: break
        }
    }

    mutating func setHeartbeat(_ time: Int64, of ticket: Ticket) {
        readers[ticket]?.nextHeartbeat = time
    }

    /// The position up to which a live reader has everything.
    func end(for audience: FeedAudience) -> LogPosition {
        switch audience {
        case .everybody: counted
        case .user, .administrator: position ?? .start
        }
    }

    /// The position as the id of a frame.
    func place(_ position: LogPosition) -> LogPlace { LogPlace(position, in: history.newest.id) }

    private mutating func leave(_ ticket: Ticket, _ reader: FeedReader) {
        unsettled.remove(ticket)
        everybody.remove(ticket)
        administrators.remove(ticket)
        guard let user = reader.audience.user else { return }
        own[user]?.remove(ticket)
        if own[user]?.isEmpty == true { own[user] = nil }
    }
}

/// The limits of the feed.
package struct FeedLimits: Sendable {
    /// Streams of a node.
    package var readers = 10_000
    /// Streams of one user on a node.
    package var perUser = 16
    /// Items kept for readers that come back.
    package var buffer = 10_000
    /// A public reader resumes if at most this many events have happened since; otherwise it begins
    /// again.
    package var publicReach: Int64 = 100_000
    /// Bytes of one piece of a replay; the next piece is made when this one is sent.
    var pieceBytes = 262_144
    /// The time between two heartbeats of a stream.
    var heartbeatMilliseconds: Int64 = 15_000
    /// How long a request waits for a node that has just started.
    var waitMilliseconds: Int64 = 5_000

    package init() {}
}

/// A request for a stream of the feed.
package struct FeedRequest: Equatable, Sendable {
    let audience: FeedAudience
    /// The session of the token, and the second since 1970 at which it expires; nil without a
    /// token.
    var session: SessionID?
    var expiresAt: Int64?
    /// The place of the event that the token was issued for; nil without a token.
    var issuedAt: LogPlace?
    /// The last id that the reader has seen; nil for a reader that begins.
    var after: LogPlace?

    package init(
        audience: FeedAudience,
        session: SessionID? = nil,
        expiresAt: Int64? = nil,
        issuedAt: LogPlace? = nil,
        after: LogPlace? = nil
    ) {
        self.audience = audience
        self.session = session
        self.expiresAt = expiresAt
        self.issuedAt = issuedAt
        self.after = after
    }
}

/// Which part of the feed a reader receives.
package enum FeedAudience: Hashable, Sendable {
    /// A reader without a token receives counts only.
    case everybody
    /// A user receives the events that concern that user.
    case user(UserID)
    /// An administrator receives all events.
    case administrator(UserID)

    /// The user whose limit of streams the reader counts against.
    var user: UserID? {
        switch self {
        case .everybody: nil
        case .user(let user), .administrator(let user): user
        }
    }

    /// Whether the reader receives the item's frame.
    func includes(_ item: FeedItem) -> Bool {
        switch self {
        case .everybody: false
        case .user(let user): item.concerns(user)
        case .administrator: true
        }
    }
}

/// One stream: its reader and the reader's progress.
struct FeedReader: Sendable {
    enum Phase: Equatable {
        /// No response was sent: the position of the read models is not known yet. Ways out: any
        /// other phase, or refused after `until`, in milliseconds of the monotonic clock.
        case waiting(after: LogPlace?, until: Int64)
        /// No response was sent: a worker looks whether the log has that epoch and position. Ways
        /// out: `replaying`, `waiting` for a node that has not begun the epoch yet, or refused.
        case checking(after: LogPlace)
        /// Receives the events since its position in pieces. Ways out: `live`, `ahead`.
        case replaying(after: LogPosition, FeedCounts)
        /// Has seen more than this node has. Way out: `replaying`.
        case ahead(of: LogPosition)
        /// Receives each event as it comes.
        case live
    }

    let request: FeedRequest
    var phase: Phase
    /// When the next heartbeat is due, in milliseconds of the monotonic clock.
    var nextHeartbeat: Int64

    var audience: FeedAudience { request.audience }
}

/// The last items of the feed, for readers that come back after a short while.
struct FeedBuffer {
    /// Items, oldest first; those before `first` are dropped.
    private var items: [FeedItem] = []
    private var first = 0
    private let capacity: Int
    /// The buffer has every item after this position.
    private(set) var start: LogPosition

    init(capacity: Int, start: LogPosition) {
        self.capacity = capacity
        self.start = start
    }

    mutating func append(_ item: FeedItem) {
        items.append(item)
        guard items.count - first > capacity else { return }
        start = items[first].position
        first += 1
        // To remove each item from the front would move all others each time.
        if first > capacity {
            items.removeFirst(first)
            first = 0
        }
    }

    /// Begins again at a position, without the events before it.
    mutating func reset(to position: LogPosition) {
        items.removeAll()
        first = 0
        start = position
    }

    func covers(_ position: LogPosition) -> Bool { start <= position }

    /// The items after `position`, which must be covered, up to `end`.
    func items(after position: LogPosition, through end: LogPosition) -> ArraySlice<FeedItem> {
        items[index(after: position)..<max(index(after: position), index(after: end))]
    }

    /// The index of the first item after the position.
    private func index(after position: LogPosition) -> Int {
        var (low, high) = (first, items.count)
        while low < high {
            let middle = (low + high) / 2
            if items[middle].position <= position { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
