import API
import Entities
import EventStore
import Events
import HTTP
import Identity
import Jobs
import Model
import Operations
import Text

/// Commands that consist of many.
extension LoopHandler {
    /// Only somebody who is signed in may send a larger body.
    func admitBody(of request: borrowing Request) -> BodyAdmission {
        do throws(Problem) {
            return .read(sender: try identity(in: request).user.rawValue)
        } catch {
            return .refused(Response(error))
        }
    }

    /// The identity in the request's access token.
    func identity(in request: borrowing Request) throws(Problem) -> Identity {
        guard let token = request.bearerToken else {
            throw Problem(
                .unauthorized,
                "Send the header Authorization: Bearer … with a token from POST /token."
            )
        }
        return try identity(token)
    }

    /// Hands the body to a worker: reading it would delay the other requests of this loop.
    func bulk(
        _ route: Route,
        _ work: BulkWork,
        _ request: borrowing Request,
        _ ticket: Ticket
    ) throws(Problem) {
        let identity = try identify(request, for: route)
        let key = try IdempotencyKey.text(of: request, isRequired: route.requiresKey)
        if !request.body.isEmpty { try request.requireJSON() }
        let sent = SentBulk(
            id: ids.next(),
            work: work,
            route: route,
            identity: identity,
            key: key ?? "",
            body: Array(request.body),
            correlation: current.correlation,
            ticket: ticket
        )
        // Its body may be a thousand times that of another command: the client has it for a retry.
        current.command = SentCommand(
            id: sent.id,
            route: route,
            subject: 0,
            actor: Actor(identity.user),
            witness: identity.issuedAt,
            key: key,
            request: nil,
            receivedAt: Timestamp(microseconds: service.clock.unixMicroseconds)
        )
        guard service.bulks.take(sent) else { throw BulkWorkers.overloaded }
    }
}
