import Commands
import EventStore
import Events
import Identity
import Model
import Synchronization

/// How far the log was with each user's last command on this node, until every read model has got there: a
/// query of that user waits for it by itself.
///
/// Written before a command is answered, so that whatever its sender asks next finds it. While nobody has
/// just written, a reader pays one load.
final class OwnWrites: Sendable {
    private struct State {
        var positions: [UserID: LogPosition] = [:]
        /// In the order in which they were answered, to be forgotten from the oldest on.
        var order: [(user: UserID, position: LogPosition)] = []
        /// Forgotten already; they are cut off when they are many.
        var head = 0
        /// What every read model holds: it may hold a command before its answer is on its way.
        var settled = LogPosition.start
        /// The furthest that was noted.
        var furthest = LogPosition.start
    }

    /// Users remembered; with more than so many who wrote within some milliseconds, the oldest are
    /// forgotten, and read as if they had waived it.
    static let limit = 100_000

    private let state = Mutex(State())
    private let count = Atomic(0)
    private let isOn: Bool
    private let limit: Int

    /// Switched off it notes nothing.
    init(isOn: Bool = true, limit: Int = OwnWrites.limit) {
        self.isOn = isOn
        self.limit = limit
    }

    /// The position that an answer to the user must not be before; nil if none is left to wait for.
    func position(of user: UserID) -> LogPosition? {
        guard count.load(ordering: .acquiring) > 0 else { return nil }
        return state.withLock { $0.positions[user] }
    }

    /// Notes what is about to be answered.
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

    /// The same of one command, whose outcome somebody else waited for on the user's behalf.
    func record(_ user: UserID, _ position: LogPosition) {
        guard isOn else { return }
        state.withLock { state in
            add(user, position, to: &state)
            update(&state)
        }
    }

    /// Every read model holds the log up to `position`.
    func settle(upTo position: LogPosition) {
        state.withLock { state in
            state.settled = max(state.settled, position)
            while state.head < state.order.count, state.order[state.head].position <= position {
                forgetOldest(&state)
            }
            update(&state)
        }
    }

    /// The log ends at `position`: what lies beyond belongs to a history that was cut off, and its
    /// positions will be given again.
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
    /// Whose command it was, as far as its sender goes on to ask as somebody.
    fileprivate func author(of outcome: Outcome) -> UserID? {
        switch self {
        case .request(_, let user): user
        case .registration: outcome.createdUser
        case .tokens(_, let grant): grant.user
        case .awaited, .signOut, .job: nil
        }
    }
}

extension Outcome {
    /// The position that its answer names; nil for an answer that names none.
    fileprivate var position: LogPosition? {
        switch self {
        case .done(let position, _, _), .rejected(_, let position, _): position
        case .notFound, .forbidden, .sessionLost, .distrusted, .keyReused, .unknown, .unavailable:
            nil
        }
    }

    /// The user whom a registration has made.
    fileprivate var createdUser: UserID? {
        guard case .done(_, let location?, _) = self else { return nil }
        return location.split(separator: "/").last.flatMap { Int64($0) }.map { UserID($0) }
    }
}
