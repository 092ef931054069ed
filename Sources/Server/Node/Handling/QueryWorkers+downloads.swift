import API
import EventStore
import HTTP
import Identity
import Postgres
import Queries
import Runtime
import Synchronization

/// Documents that are sent in parts, because they are too long to be held in memory.
///
/// Each part is read when the one before it is sent, so a slow client holds up nobody, and a
/// document takes the memory of two parts at most.
final class Downloads: Sendable {
    /// How many documents may be sent at the same time.
    private let limit: Int
    private let open = Mutex<[Ticket: StatementRest]>([:])

    init(limit: Int) {
        self.limit = limit
    }

    /// Notes what follows; false if too many are being sent.
    func begin(_ ticket: Ticket, _ rest: StatementRest) -> Bool {
        open.withLock { open in
            guard open.count < limit else { return false }
            open[ticket] = rest
            return true
        }
    }

    /// What follows next; nil if the client has gone.
    func rest(of ticket: Ticket) -> StatementRest? { open.withLock { $0[ticket] } }

    /// Notes what follows the part that is about to be sent, unless the client has gone.
    func advance(_ ticket: Ticket, to rest: StatementRest) {
        open.withLock { open in
            if open[ticket] != nil { open[ticket] = rest }
        }
    }

    /// The last byte is sent, or the client has gone.
    func end(_ ticket: Ticket) {
        _ = open.withLock { $0.removeValue(forKey: ticket) }
    }
}

extension QueryWorkers {
    /// Has the next part of a document read and sent; false if the stream is not a document.
    ///
    /// A document that can't be read any more is broken off, so that its client knows.
    func sendNext(on ticket: Ticket) -> Bool {
        guard let rest = downloads.rest(of: ticket) else { return false }
        let isTaken = pool.submit { [self] session in
            push([part(after: rest, on: ticket, &session)])
        }
        if !isTaken { push([Push(ticket: ticket, bytes: [], breaksOff: true)]) }
        return true
    }

    private func part(
        after rest: StatementRest,
        on ticket: Ticket,
        _ session: inout DatabaseHandle
    ) -> Push {
        do throws(PostgresError) {
            let part = try session.use { (connection) throws(PostgresError) in
                try QueryRunner.next(rest, connection)
            }
            guard let next = part.rest else {
                return Push(ticket: ticket, bytes: part.bytes, isLast: true)
            }
            // Before the bytes are sent, which asks for the part after them.
            downloads.advance(ticket, to: next)
            return Push(ticket: ticket, bytes: part.bytes, tellsWhenSent: true)
        } catch {
            failures.report(error)
            return Push(ticket: ticket, bytes: [], breaksOff: true)
        }
    }

    /// The response, if it may be sent: one of the documents that are sent in parts, or any other.
    func admitted(_ response: Response, _ reading: QueryResult, _ ticket: Ticket) -> Response {
        guard case .found(let answer) = reading, let rest = answer.rest else { return response }
        guard downloads.begin(ticket, rest) else {
            return Response(
                .overloaded("Too many long statements are being sent. Ask again.")
            )
        }
        return response
    }
}
