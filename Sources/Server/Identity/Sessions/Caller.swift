import Events
import HTTP
import Model

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
