import Commands
import HTTP

extension Completion {
    /// Nil for an outcome that no client waits for; a thread that does is told.
    init?(_ answer: (ticket: Caller, outcome: Outcome)) {
        switch answer.ticket {
        case .request(let ticket):
            guard let response = Response(answer.outcome) else { return nil }
            self.init(ticket: ticket, response: response)
        case .awaited(let awaited, let index):
            awaited.resolve(index, answer.outcome)
            return nil
        case .job: return nil
        }
    }
}
