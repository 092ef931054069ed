import Commands
import Dispatch
import Events
import HTTP
import Model
import Runtime
import Synchronization

/// Who a command's outcome is for.
package enum Caller: Sendable {
    /// A request of somebody who is signed in.
    case request(Ticket, by: UserID)
    /// Somebody new, whom the command makes.
    case registration(Ticket)
    /// A thread that waits, and which of the commands that it waits for this one is.
    case awaited(AwaitedOutcomes, index: Int)
    /// A sign-in or refresh, which is answered with tokens.
    case tokens(Ticket, TokenGrant)
    /// Somebody who is signed out by what was done, so that the browser is to forget its cookie.
    case signOut(Ticket, FeedCookie)
    /// One of the service's own jobs, which looks at the read model instead.
    case job

    /// The request that waits, if one does.
    package var ticket: Ticket? {
        switch self {
        case .request(let ticket, _), .registration(let ticket), .tokens(let ticket, _),
            .signOut(let ticket, _):
            ticket
        case .awaited, .job: nil
        }
    }
}

/// What a desk has to know of a request besides its content.
package struct RequestOrigin: Sendable {
    /// The id of the command that comes of it.
    let id: UUID128
    let correlation: UUID128?
    /// Whom limits per address are kept for.
    let address: Address
    let ticket: Ticket

    package init(id: UUID128, correlation: UUID128?, address: Address, ticket: Ticket) {
        self.id = id
        self.correlation = correlation
        self.address = address
        self.ticket = ticket
    }
}

/// The outcomes of some commands, for a thread of the service that waits for them.
package final class AwaitedOutcomes: Sendable {
    private struct State {
        var outcomes: [Outcome?]
        /// How many are yet to come.
        var missing: Int
    }

    private let state: Mutex<State>
    private let change = DispatchSemaphore(value: 0)

    /// `count` commands, with indexes from 0.
    package init(count: Int) {
        state = Mutex(State(outcomes: Array(repeating: nil, count: count), missing: count))
    }

    /// The first outcome of each counts.
    package func resolve(_ index: Int, _ outcome: Outcome) {
        let isLast = state.withLock { state in
            guard state.outcomes[index] == nil else { return false }
            state.outcomes[index] = outcome
            state.missing -= 1
            return state.missing == 0
        }
        if isLast { change.signal() }
    }

    /// Waits for all; nil if it takes longer than `milliseconds`, or `givesUp` says so.
    package func wait(milliseconds: Int, givesUp: () -> Bool) -> [Outcome]? {
        let deadline = Clock.milliseconds + Int64(milliseconds)
        while true {
            let all = state.withLock { state in
                state.missing == 0 ? state.outcomes.compactMap { $0 } : nil
            }
            if let all { return all }
            guard Clock.milliseconds < deadline, !givesUp() else { return nil }
            // Whether to give up is asked again now and then.
            _ = change.wait(timeout: .now() + .milliseconds(100))
        }
    }
}
