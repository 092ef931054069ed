import API
import Entities
import EventStore
import Events
import Identity
import Model
import Synchronization

/// The position of each user's last command on this node, until every read model has reached it:
/// the user's queries wait for it.
///
/// Recorded before a command is answered, so that its sender's next query finds it. While there is
/// none, a look costs one atomic load.
final class OwnWrites: Sendable {
    private struct State {
        var positions: [UserID: LogPosition] = [:]
        /// In the order of the answers; the oldest is forgotten first.
        var order: [(user: UserID, position: LogPosition)] = []
        /// How many of `order` are forgotten; they are removed once they are many.
        var head = 0
        /// The position that every read model has reached, perhaps before the command is answered.
        var settled = LogPosition.start
        /// The furthest recorded position.
        var furthest = LogPosition.start
    }

    /// The limit of users: if more write within some milliseconds, the oldest are forgotten, and
    /// their queries don't wait.
    static let limit = 100_000

    private let state = Mutex(State())
    private let count = Atomic(0)
    private let isOn: Bool
    private let limit: Int

    /// Records nothing unless `isOn`.
    init(isOn: Bool = true, limit: Int = OwnWrites.limit) {
        self.isOn = isOn
        self.limit = limit
    }

    /// The position of the user's last command; nil if every read model has reached it.
    func position(of user: UserID) -> LogPosition? {
        guard count.load(ordering: .acquiring) > 0 else { return nil }
        return state.withLock { $0.positions[user] }
    }

    /// The place that the read model must reach for this user: that of the last command, or at
    /// least that of the session, so that the user exists on every node.
    func place(of asker: Identity, in history: HistoryBoard) -> LogPlace {
        let session = asker.issuedAt
        guard let own = position(of: asker.user), own > session.position else { return session }
        return LogPlace(own, in: history.written)
    }

    /// Records the commands that are about to be answered.
    func record(_ answers: [(ticket: Caller, outcome: Outcome, epoch: EpochID?)]) {
        guard isOn else { return }
        state.withLock { state in
            for (caller, outcome, _) in answers {
                guard let user = caller.author(of: outcome), let position = outcome.position
                else { continue }
                add(user, position, to: &state)
            }
            update(&state)
        }
    }

    /// Records one command, whose outcome a worker waited for in the user's name.
    func record(_ user: UserID, _ position: LogPosition) {
        guard isOn else { return }
        state.withLock { state in
            add(user, position, to: &state)
            update(&state)
        }
    }

    /// Reports that every read model has reached the position.
    func settle(upTo position: LogPosition) {
        state.withLock { state in
            state.settled = max(state.settled, position)
            while state.head < state.order.count, state.order[state.head].position <= position {
                forgetOldest(&state)
            }
            update(&state)
        }
    }

    /// Reports that the log ends at `position`: later positions belong to a history that was lost,
    /// and will be used again.
    func cut(to position: LogPosition) {
        state.withLock { state in
            state.settled = min(state.settled, position)
            guard state.furthest > position else { return }
            state.furthest = position
            state.order = state.order[state.head...].filter { $0.position <= position }
            state.head = 0
            state.positions = state.positions.filter { $0.value <= position }
            update(&state)
        }
    }

    private func add(_ user: UserID, _ position: LogPosition, to state: inout State) {
        guard position > state.settled, state.positions[user].map({ $0 < position }) ?? true else {
            return
        }
        state.positions[user] = position
        state.furthest = max(state.furthest, position)
        state.order.append((user, position))
        while state.order.count - state.head > limit { forgetOldest(&state) }
    }

    private func forgetOldest(_ state: inout State) {
        let (user, position) = state.order[state.head]
        state.head += 1
        if state.positions[user] == position { state.positions[user] = nil }
    }

    private func update(_ state: inout State) {
        if state.head == state.order.count {
            state.order.removeAll(keepingCapacity: state.order.count < 1_024)
            state.head = 0
        } else if state.head >= 1_024, state.head > state.order.count / 2 {
            state.order.removeFirst(state.head)
            state.head = 0
        }
        count.store(state.positions.count, ordering: .releasing)
    }
}

extension Caller {
    /// The user who sent the command, or whom it has made; nil if nobody asks in that name later.
    fileprivate func author(of outcome: Outcome) -> UserID? {
        switch self {
        case .request(_, let user), .part(let user, _), .code(_, let user, _): user
        case .registration: outcome.createdUser
        case .tokens(_, let grant): grant.user
        case .redemption, .awaited, .signOut, .job: nil
        }
    }
}

extension Outcome {
    /// The position in the answer; nil for an answer without one.
    fileprivate var position: LogPosition? {
        switch self {
        case .done(let position, _, _), .rejected(_, _, let position, _),
            .decided(_, let position, _):
            position
        case .notFound, .forbidden, .sessionLost, .sessionEnded, .distrusted, .keyReused, .unknown,
            .unavailable:
            nil
        }
    }

    /// The user whom a registration has made.
    fileprivate var createdUser: UserID? {
        guard case .done(_, let location?, _) = self else { return nil }
        return location.split(separator: "/").last.flatMap { Int64($0) }.map { UserID($0) }
    }
}
