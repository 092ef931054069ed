import Commands
import HTTP

extension Completion {
    /// Nil for an outcome that nobody waits for.
    init?(_ answer: (ticket: Caller, outcome: Outcome)) {
        guard case .request(let ticket) = answer.ticket, let response = Response(answer.outcome)
        else { return nil }
        self.init(ticket: ticket, response: response)
    }
}
