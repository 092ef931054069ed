import Glibc
import Postgres
import TestSupport
import Testing

@testable import Runtime
@testable import Text
@testable import Tool

extension CrashTests {
    /// kill -9 around the call that registers an order outside: the outside service has the order
    /// once in all cases, and the log records it in the end.
    @Suite(.long) struct RegistrationCrashTests {
        /// The outside service's behaviour at the first call, which decides when the kill comes.
        enum Moment: CaseIterable {
            /// No call has arrived yet.
            case before
            /// The call has arrived, and the order is not registered.
            case during
            /// The order is registered, and the service does not know it.
            case after

            var mode: StandInMode {
                switch self {
                case .before: .down
                case .during: .slow
                case .after: .late
                }
            }
        }

        @Test(arguments: Moment.allCases)
        func `an order is registered once though the service is killed`(moment: Moment) throws {
            try crash(moment) { try $0.killService() }
        }

        @Test(arguments: Moment.allCases)
        func `an order is registered once though PostgreSQL is killed`(moment: Moment) throws {
            try crash(moment) { try $0.killPostgres() }
        }

        private func crash(_ moment: Moment, _ kill: (CrashBed) throws -> Void) throws {
            let standIn = try StandIn()
            let bed = try CrashBed(
                environment: [
                    "TALLY_SERVICES_URL": standIn.servicesURL,
                    "TALLY_ORDERS_URL": standIn.ordersURL,
                    "TALLY_ORDER_BACKOFF_SECONDS": "1", "TALLY_REGISTRATION_SECONDS": "1",
                ])
            try wait(until: "the service listens") { (try? HTTPClient(port: bed.port)) != nil }
            standIn.setMode(moment.mode, of: .orders)
            let order = try startOrder(bed)
            try wait(until: "the registration is requested") {
                standIn.with { $0.requests[.orders] ?? 0 } > 0
            }
            try kill(bed)
            standIn.setMode(.normal, of: .orders)
            try wait(until: "the order is registered") { (try? registered(order, bed)) == 1 }
            #expect(try registered(order, bed) == 1, "\(bed.serviceLog)")
            #expect(standIn.with { $0.orders.count } == 1)
            #expect(try bed.tally(["verify"]).exitCode == 0)
        }

        private func startOrder(_ bed: CrashBed) throws -> String {
            let client = try HTTPClient(port: bed.port)
            let body = #"{"username":"crash","email":"c@example.com","password":"correct horse 7"}"#
            try #require(try client.send("POST", "/register", body: body).status == 200)
            let signedIn = try client.send(
                "POST",
                "/token",
                body: #"{"username":"crash","password":"correct horse 7"}"#
            )
            guard
                case .string(let token)? = try JSONObject(Array(signedIn.body.utf8))["access_token"]
            else { throw Complaint("no token: \(signedIn.body)") }
            let path = try wait(until: "the catalogue is fetched") {
                let service = StandInData.services[0].id
                let drafted = try? client.send(
                    "POST",
                    "/orders",
                    token: token,
                    body: #"{"services":["\#(service)"]}"#
                )
                return drafted?.headers["location"]
            }
            let started = try client.send("POST", "\(path)/start-processing", token: token)
            try #require(started.status == 200)
            return path.replacing("/orders/", with: "order-")
        }

        private func registered(_ stream: String, _ bed: CrashBed) throws -> Int64 {
            try bed.connect().execute(
                "SELECT count(*) FROM log.events WHERE stream = $1 AND type = 'order.registered'",
                [.text(stream)]
            ).only().int64(0)
        }
    }
}
