import EventStore
import Events
import HTTP
import Identity
import Model

/// The feed's readers and what they are to get, without threads and I/O.
///
/// A reader is registered before anything is read for it, and comes to be live in one step with the
/// last piece of its replay: so nothing is missing between the two and nothing comes twice.
struct FeedState {
    let limits: FeedLimits
    /// The history that `position` and all ids are of.
    var history: LogHistory
    /// How far the feed has told everything; nil until the read models are known to stand somewhere.
    var position: LogPosition?
    /// How far the public part has told everything, and what there was since.
    var counted = LogPosition.start
    var counts = FeedCounts()
    var buffer: FeedBuffer
    /// What was told since the last flush.
    var outgoing = UnsentFrames()

    private(set) var readers: [Ticket: FeedReader] = [:]
    /// How many streams each user has.
    private var perUser: [UserID: Int] = [:]
    /// Live readers by what they get.
    private(set) var own: [UserID: Set<Ticket>] = [:]
    private(set) var administrators: Set<Ticket> = []
    private(set) var everybody: Set<Ticket> = []
    /// Readers who wait for the feed to get somewhere.
    private(set) var unsettled: Set<Ticket> = []

    init(limits: FeedLimits, history: LogHistory) {
        self.limits = limits
        self.history = history
        buffer = FeedBuffer(capacity: limits.buffer, start: .start)
    }

    /// Nil when there is room for another reader with that audience.
    func refusal(_ audience: FeedAudience) -> FeedAdmission? {
        guard readers.count < limits.readers else { return .full }
        if let user = audience.user, perUser[user, default: 0] >= limits.perUser {
            return .fullForUser
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
        readers[ticket] = FeedReader(
            audience: request.audience,
            session: request.session,
            expiresAt: request.expiresAt,
            issuedAt: request.issuedAt,
            phase: .live,
            nextHeartbeat: now + limits.heartbeatMilliseconds
        )
        if let user = request.audience.user { perUser[user, default: 0] += 1 }
        setPhase(phase, of: ticket)
    }

    /// Forgets a reader; what is pushed to it no longer arrives anywhere.
    mutating func remove(_ ticket: Ticket) {
        guard let reader = readers.removeValue(forKey: ticket) else { return }
        leave(ticket, reader)
        guard let user = reader.audience.user else { return }
        let count = perUser[user, default: 0] - 1
        perUser[user] = count > 0 ? count : nil
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

    /// How far a live reader has everything.
    func end(for audience: FeedAudience) -> LogPosition {
        switch audience {
        case .everybody: counted
        case .user, .administrator: position ?? .start
        }
    }

    /// The position, as frames name it.
    func place(_ position: LogPosition) -> LogPlace { LogPlace(position, in: history.newest.id) }

    private mutating func leave(_ ticket: Ticket, _ reader: FeedReader) {
        switch reader.phase {
        case .waiting, .ahead: unsettled.remove(ticket)
        case .checking, .replaying: break
        case .live:
            switch reader.audience {
            case .everybody: everybody.remove(ticket)
            case .administrator: administrators.remove(ticket)
            case .user(let user):
                own[user]?.remove(ticket)
                if own[user]?.isEmpty == true { own[user] = nil }
            }
        }
    }
}

/// One stream: who reads it and how far it has come.
struct FeedReader: Sendable {
    enum Phase: Equatable {
        /// Not answered: where the read models stand is not known yet. Ways out: any other, or
        /// refused after `until`, in milliseconds of the monotonic clock.
        case waiting(after: LogPlace?, until: Int64)
        /// Not answered: whether the log reaches that far, or has that epoch, is being found out. Ways
        /// out: `replaying`, `waiting` for a node that has not begun the epoch yet, or refused.
        case checking(after: LogPlace)
        /// Gets what lies behind it in pieces. Ways out: `live`, `ahead`.
        case replaying(after: LogPosition, FeedCounts)
        /// Has seen more than this node has; what follows is not for it yet. Way out: `replaying`.
        case ahead(of: LogPosition)
        /// Gets everything as it comes.
        case live
    }

    let audience: FeedAudience
    /// The session of the token, and the second since 1970 at which it expires; nil without one.
    let session: SessionID?
    let expiresAt: Int64?
    /// Where the log has the event that the token was issued for; nil without one.
    let issuedAt: LogPlace?
    var phase: Phase
    /// When the next heartbeat is due, in milliseconds of the monotonic clock.
    var nextHeartbeat: Int64
}

extension FeedReader {
    /// Whether the token that the stream was asked for with is worth nothing any more.
    func isEnded(by revocation: Revocation) -> Bool {
        switch revocation {
        case .session(let ended): session == ended
        case .sessions(let user, let before, let kept):
            audience.user == user && session.map { $0 < before && $0 != kept } ?? true
        }
    }
}

/// What a change of the feed's state asks to be done, in this order.
struct FeedActions {
    var completions: [Completion] = []
    var pushes: [Push] = []
    /// Readers whose `after` is to be compared with the log's end.
    var checks: [Ticket] = []
    /// Readers for whom the next piece of their replay is to be made.
    var replays: [Ticket] = []
}

/// The last items of the feed, for readers that come back after a short while.
struct FeedBuffer {
    /// Items, oldest first; those before `first` are gone.
    private var items: [FeedItem] = []
    private var first = 0
    private let capacity: Int
    /// Every item after this position is here.
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
        // Cutting each from the front would move all others each time.
        if first > capacity {
            items.removeFirst(first)
            first = 0
        }
    }

    /// Begins anew behind a stretch of the log that was not looked at.
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

    /// Of the first item after the position.
    private func index(after position: LogPosition) -> Int {
        var (low, high) = (first, items.count)
        while low < high {
            let middle = (low + high) / 2
            if items[middle].position <= position { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Bounds of the feed.
package struct FeedLimits: Sendable {
    /// Streams of a node.
    package var readers = 10_000
    /// Streams of one user on a node.
    package var perUser = 16
    /// Items kept for readers that come back.
    package var buffer = 10_000
    /// Events that the public part is counted over when it resumes; one that comes from farther back
    /// begins anew.
    package var publicReach: Int64 = 100_000
    /// Bytes of one piece of a replay; the next is made when they are sent.
    var pieceBytes = 262_144
    /// Between two heartbeats of a stream.
    var heartbeatMilliseconds: Int64 = 15_000
    /// How long a request waits for a node that has just started.
    var waitMilliseconds: Int64 = 5_000

    package init(
        readers: Int = 10_000,
        perUser: Int = 16,
        buffer: Int = 10_000,
        publicReach: Int64 = 100_000,
        pieceBytes: Int = 262_144,
        heartbeatMilliseconds: Int64 = 15_000,
        waitMilliseconds: Int64 = 5_000
    ) {
        self.readers = readers
        self.perUser = perUser
        self.buffer = buffer
        self.publicReach = publicReach
        self.pieceBytes = pieceBytes
        self.heartbeatMilliseconds = heartbeatMilliseconds
        self.waitMilliseconds = waitMilliseconds
    }
}
