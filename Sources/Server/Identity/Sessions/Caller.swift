import API
import Dispatch
import Entities
import EventStore
import Events
import HTTP
import Model
import Operations
import Runtime
import Synchronization
import Text

/// The receiver of a command's outcome.
package enum Caller: Sendable {
    /// The request of a user who is signed in.
    case request(Ticket, by: UserID)
    /// The request of somebody who is not signed in, and may become a user by the command.
    case registration(Ticket)
    /// The request of somebody who has a one-time code for another password.
    case redemption(Ticket, Redemption)
    /// A part of a user's bulk: the closure takes its outcome, and the epoch in which it was
    /// decided.
    case part(by: UserID, @Sendable (Outcome, EpochID?) -> Void)
    /// A thread that waits for several commands; `index` is this command's number.
    case awaited(AwaitedOutcomes, index: Int)
    /// A sign-in or refresh; the response has tokens.
    case tokens(Ticket, TokenGrant)
    /// The request of a user whom the command signs out; the response clears the browser's cookie.
    case signOut(Ticket, FeedCookie)
    /// The request of an administrator for a one-time code, which the response shows.
    case code(Ticket, by: UserID, IssuedCode)
    /// One of the service's own jobs, which does not wait.
    case job

    /// The request that waits; nil if none does.
    package var ticket: Ticket? {
        switch self {
        case .request(let ticket, _), .registration(let ticket), .redemption(let ticket, _),
            .tokens(let ticket, _), .signOut(let ticket, _), .code(let ticket, _, _):
            ticket
        case .part, .awaited, .job: nil
        }
    }
}

/// What is still to be done for a person who redeems a code, once the log has the other password.
package struct Redemption: Sendable {
    /// Sends the response once it is done; false if it can't be done now.
    let finish: @Sendable (Response) -> Bool

    /// Nil if the response follows.
    func response(_ outcome: Outcome, in epoch: EpochID?) -> Response? {
        let response = Response(outcome, in: epoch)
        guard case .done = outcome, finish(response) else { return response }
        return nil
    }
}

/// The outcomes of some commands, for a thread that waits for them.
package final class AwaitedOutcomes: Sendable {
    private struct State {
        var outcomes: [Outcome?]
        /// The number of outcomes that are still missing.
        var missing: Int
    }

    private let state: Mutex<State>
    private let change = DispatchSemaphore(value: 0)

    /// Waits for `count` commands, numbered from 0.
    package init(count: Int) {
        state = Mutex(State(outcomes: Array(repeating: nil, count: count), missing: count))
    }

    /// Takes a command's outcome; only the first one counts.
    package func resolve(_ index: Int, _ outcome: Outcome) {
        let isLast = state.withLock { state in
            guard state.outcomes[index] == nil else { return false }
            state.outcomes[index] = outcome
            state.missing -= 1
            return state.missing == 0
        }
        if isLast { change.signal() }
    }

    /// Waits for all outcomes; returns nil after `milliseconds`, or once `givesUp` returns true.
    package func wait(milliseconds: Int, givesUp: () -> Bool) -> [Outcome]? {
        let deadline = SystemClock.monotonicMilliseconds + Int64(milliseconds)
        while true {
            let all = state.withLock { state in
                state.missing == 0 ? state.outcomes.compactMap { $0 } : nil
            }
            if let all { return all }
            guard SystemClock.monotonicMilliseconds < deadline, !givesUp() else { return nil }
            // The wait is short, so that `givesUp` is called from time to time.
            _ = change.wait(timeout: .now() + .milliseconds(100))
        }
    }
}

extension Completion {
    /// Nil for an outcome that no client waits for; a thread that waits gets it.
    ///
    /// Nil as well for tokens that a worker now looks up, and if a worker has something left to do.
    package init?(_ answer: (ticket: Caller, outcome: Outcome, epoch: EpochID?)) {
        let (caller, outcome, epoch) = answer
        let response: Response? =
            switch caller {
            case .request, .registration: Response(outcome, in: epoch)
            case .redemption(_, let redemption): redemption.response(outcome, in: epoch)
            case .tokens(let ticket, let grant): grant.response(outcome, in: epoch, to: ticket)
            case .code(_, _, let code): Response(outcome, in: epoch, showing: code)
            case .signOut(_, let cookie): Response(outcome, in: epoch).clearing(cookie)
            case .part, .awaited, .job: nil
            }
        if case .awaited(let awaited, let index) = caller { awaited.resolve(index, outcome) }
        if case .part(_, let take) = caller { take(outcome, epoch) }
        guard let ticket = caller.ticket, let response else { return nil }
        self.init(ticket: ticket, response: response)
    }
}

extension Response {
    /// The same, and the browser forgets the cookie if the command was done.
    fileprivate func clearing(_ cookie: FeedCookie) -> Response {
        guard status == .ok else { return self }
        var headers = HeaderLines()
        headers.add("Cache-Control", "no-store")
        headers.add("Set-Cookie", cookie.cleared)
        var response = self
        response.fields += headers.bytes
        return response
    }
}
