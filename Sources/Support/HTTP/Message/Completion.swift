/// The answer to a request that its handler deferred.
package struct Completion: Sendable {
    /// The ticket the handler was given.
    package let ticket: Ticket
    /// The answer; sent when all earlier requests of the connection are answered.
    package let response: Response

    /// Pairs an answer with the request it belongs to.
    package init(ticket: Ticket, response: Response) {
        self.ticket = ticket
        self.response = response
    }
}
