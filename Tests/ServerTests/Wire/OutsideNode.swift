import Postgres
import TestSupport
import Testing

@testable import API
@testable import Settings
@testable import Tool

/// A node with a stand-in for the outside services, whose jobs run on request.
final class OutsideNode {
    /// How a run ended.
    struct Run: Equatable {
        let outcome: String
        let error: String?
    }

    let standIn: StandIn
    let node: RunningNode
    let connection: Connection

    /// `database` belongs to another such node, with its stand-in.
    init(
        beside other: OutsideNode? = nil,
        _ change: (inout Configuration) -> Void = { _ in }
    ) throws {
        let standIn = try other?.standIn ?? StandIn()
        self.standIn = standIn
        node = try RunningNode(on: other?.node.database) { configuration in
            configuration.ratesURL = standIn.ratesURL
            configuration.servicesURL = standIn.servicesURL
            configuration.ordersURL = standIn.ordersURL
            for field in [
                \Configuration.ratesSeconds, \.catalogueSeconds, \.registrationSeconds,
                \.pollingSeconds,
            ] { configuration[keyPath: field] = 3_600 }
            configuration.jobPollMilliseconds = 10
            configuration.outsideTotalMilliseconds = 60_000
            configuration.outsideSilenceMilliseconds = 60_000
            change(&configuration)
        }
        connection = try node.database.connect()
        // Each job runs when the node starts.
        for job in [JobName.rates, .serviceCatalogue, .orderRegistration, .orderPolling] {
            try TestSupport.wait(until: "\(job) has run") { try finished(job) != nil }
        }
    }

    /// Requests a run and waits for its end.
    @discardableResult
    func run(_ job: JobName) throws -> Run {
        let before = try finished(job)
        try request(job)
        try TestSupport.wait(until: "\(job) has run again") { try finished(job) != before }
        let row = try connection.execute(
            "SELECT last_outcome, last_error FROM jobs.jobs WHERE name = $1",
            [.text(job.rawValue)]
        ).only()
        return Run(outcome: try row.string(0), error: try row.optionalString(1))
    }

    func request(_ job: JobName) throws {
        try connection.execute(
            "INSERT INTO jobs.requests (job) VALUES ($1) ON CONFLICT DO NOTHING",
            [.text(job.rawValue)]
        )
    }

    /// The beginning of the last run that has ended.
    private func finished(_ job: JobName) throws -> Int64? {
        try connection.execute(
            "SELECT last_started_at FROM jobs.jobs WHERE name = $1",
            [.text(job.rawValue)]
        ).first?.optionalTimestamp(0)
    }

    /// Makes failed orders due now.
    func forgetBackoff() throws {
        try connection.execute("UPDATE jobs.deliveries SET next_try_at = now()")
    }

    func count(_ sql: String) throws -> Int64 {
        try connection.execute("SELECT count(*) FROM \(sql)").only().int64(0)
    }

    /// The number of events of a type.
    func events(_ type: String) throws -> Int64 {
        try count("log.events WHERE type = '\(type)'")
    }

    /// Starts a new user's draft; returns the order's id and, once it is known, its id
    /// outside.
    func startOrder(of user: SignedIn? = nil) throws -> (id: Int64, registration: String) {
        let user = try user ?? node.user()
        let id = try draft(of: user)
        let started = try user.send("POST", "/orders/\(id)/start-processing")
        try #require(started.status == 200, "\(started)")
        return (id, try registration(of: id))
    }

    func draft(of user: SignedIn) throws -> Int64 {
        let service = StandInData.services[0].id
        let drafted = try user.send("POST", "/orders", #"{"services":["\#(service)"]}"#)
        try #require(drafted.status == 200, "\(drafted)")
        return try #require(drafted.createdID)
    }

    private func registration(of order: Int64) throws -> String {
        try connection.execute(
            """
            SELECT data->>'registration' FROM log.events
            WHERE stream = 'order-' || $1::bigint AND type = 'order.processing_started'
            """,
            [.int64(order)]
        ).only().string(0)
    }

    /// Waits until an event of the type is in the order's stream.
    func wait(for type: String, of order: Int64) throws {
        try TestSupport.wait(until: "order \(order) has the event \(type)") {
            try count("log.events WHERE stream = 'order-\(order)' AND type = '\(type)'") > 0
        }
    }

    func order(_ registration: String) -> StandInState.Order? {
        standIn.with { $0.orders[registration] }
    }
}
