import EventStore
import Events
import Model
import Postgres
import Runtime
import Synchronization
import Text

/// The orders of the read model to send to the outside service, or to ask it about.
///
/// Deliveries are recorded in the log; the outbox's table only schedules retries.
final class OrderOutbox: Sendable {
    private let reading: SharedDatabase
    private let writing: SharedDatabase
    private let backoff: Backoff
    /// Delivered by this node, while the read model does not show it yet.
    private let delivered = Mutex<Set<Message>>([])

    private struct Message: Hashable {
        let order: OrderID
        let kind: OutsideOrder.Kind
    }

    init(database: ConnectionOptions, backoff: Backoff) {
        reading = SharedDatabase(DatabaseHandle(database.with(role: LogRole.queries)))
        writing = SharedDatabase(DatabaseHandle(database.forJobs))
        self.backoff = backoff
    }

    /// Registrations and cancellations that are due; those that never failed come first.
    func undelivered(limit: Int) throws(PostgresError) -> [OutsideOrder] {
        let orders = try read(
            """
            SELECT o.order_id, o.kind, o.registration, o.services, coalesce(d.attempts, 0)
            FROM (
                SELECT order_id, registration, services, registered_at, status,
                    CASE status WHEN 'cancelled' THEN 'cancel' ELSE 'register' END AS kind
                FROM read.order_history
                WHERE registration IS NOT NULL AND (
                    status = 'in_processing' OR status = 'cancelled' AND cancellation_sent_at IS NULL)
            ) AS o
            LEFT JOIN jobs.deliveries AS d ON d.order_id = o.order_id AND d.kind = o.kind
            WHERE (o.status = 'cancelled' OR o.registered_at IS NULL)
                AND (d.next_try_at IS NULL OR d.next_try_at <= clock_timestamp())
            ORDER BY d.next_try_at NULLS FIRST, o.order_id
            LIMIT $1
            """,
            [.int64(Int64(limit))]
        )
        return delivered.withLock { delivered in
            delivered.formIntersection(orders.map { Message(order: $0.order, kind: $0.kind) })
            return orders.filter { !delivered.contains(Message(order: $0.order, kind: $0.kind)) }
        }
    }

    /// Orders in processing that are due for a question, after the given one.
    func inProcessing(after order: OrderID, limit: Int) throws(PostgresError) -> [OutsideOrder] {
        try read(
            """
            SELECT o.order_id, 'poll', o.registration, o.services, coalesce(d.attempts, 0)
            FROM read.order_history AS o
            LEFT JOIN jobs.deliveries AS d ON d.order_id = o.order_id AND d.kind = 'poll'
            WHERE o.registration IS NOT NULL AND o.status = 'in_processing'
                AND o.registered_at IS NOT NULL AND o.order_id > $1
                AND (d.next_try_at IS NULL OR d.next_try_at <= clock_timestamp())
            ORDER BY o.order_id
            LIMIT $2
            """,
            [.int64(order.rawValue), .int64(Int64(limit))]
        )
    }

    /// Schedules the next try after a failure.
    func failed(_ order: OutsideOrder, _ error: String) throws(PostgresError) {
        let attempts = order.failures + 1
        try write(
            """
            INSERT INTO jobs.deliveries (order_id, kind, attempts, next_try_at, last_error)
            VALUES ($1, $2, $3, clock_timestamp() + make_interval(secs => $4), $5)
            ON CONFLICT (order_id, kind) DO UPDATE SET attempts = excluded.attempts,
                next_try_at = excluded.next_try_at, last_error = excluded.last_error
            """,
            [
                .int64(order.order.rawValue), .text(order.kind.rawValue),
                .int64(Int64(attempts)), .int64(Int64(backoff.seconds(after: attempts))),
                .text(error),
            ]
        )
    }

    /// Forgets the failures before this success, which the log has recorded.
    func succeeded(_ order: OutsideOrder) throws(PostgresError) {
        if order.kind != .poll {
            delivered.withLock { _ = $0.insert(Message(order: order.order, kind: order.kind)) }
        }
        guard order.failures > 0 else { return }
        try write(
            "DELETE FROM jobs.deliveries WHERE order_id = $1 AND kind = $2",
            [.int64(order.order.rawValue), .text(order.kind.rawValue)]
        )
    }

    /// Forgets the failures of orders that have ended: their retries are long overdue.
    func forgetOld() throws(PostgresError) {
        try write(
            "DELETE FROM jobs.deliveries WHERE next_try_at < clock_timestamp() - interval '1 day'",
            .none
        )
    }

    private func read(
        _ sql: String,
        _ arguments: Arguments
    ) throws(PostgresError) -> [OutsideOrder] {
        try reading.use { (connection) throws(PostgresError) in
            var orders: [OutsideOrder] = []
            for row in try connection.execute(sql, arguments) {
                orders.append(try OutsideOrder(row))
            }
            return orders
        }
    }

    private func write(_ sql: String, _ arguments: Arguments) throws(PostgresError) {
        try writing.use { (connection) throws(PostgresError) in
            _ = try connection.execute(sql, arguments)
        }
    }
}

/// An order to send to the outside service, or to ask about.
struct OutsideOrder: Equatable, Sendable {
    /// Raw values are words of `jobs.deliveries`.
    enum Kind: String, Sendable {
        case register
        case cancel
        case poll
    }

    let order: OrderID
    let kind: Kind
    let registration: UUID128
    /// JSON text of the list of services.
    let services: [UInt8]
    /// Failures in a row.
    let failures: Int

    /// The body of a registration: `{"services": [uuid]}`.
    var registrationJSON: [UInt8] {
        get throws(JSONError) {
            var json = JSONWriter()
            let list = try JSONValue(services)
            json.object { json in
                json.array("services") { json in
                    guard case .array(let services) = list else { return }
                    for case .object(let service) in services {
                        if case .string(let id)? = service["service_id"] { json.value(id) }
                    }
                }
            }
            return json.bytes
        }
    }

    /// Reads the columns order, kind, registration, services and failures.
    init(_ row: Row) throws(PostgresError) {
        order = OrderID(try row.int64(0))
        guard let kind = Kind(rawValue: try row.string(1)),
            let registration = UUID128(text: try row.string(2))
        else { throw .decoding("order \(order.rawValue) has no registration") }
        self.kind = kind
        self.registration = registration
        services = try row.bytes(3)
        failures = Int(try row.int64(4))
    }
}
