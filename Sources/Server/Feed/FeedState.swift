import EventStore
import Events
import HTTP
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
