import Glibc
import Postgres
import TestSupport
import Testing

@testable import Runtime
@testable import Text
@testable import Tool

extension CrashTests {
    /// kill -9 round the call that registers an order outside: whatever died, the outside has the order
    /// once, and in the end the log knows.
    @Suite struct RegistrationCrashTests {
        /// What the outside does with the first call, so where the kill finds it.
        enum Moment: CaseIterable {
            /// The order is to be registered, and no call was made that could arrive.
            case before
            /// The call has arrived, and nothing has come of it.
            case during
            /// The outside has the order, and the service does not know.
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
            wait { (try? HTTPClient(port: bed.port)) != nil }
            standIn.setMode(moment.mode, of: .orders)
            let order = try startOrder(bed)
            wait { standIn.with { $0.requests[.orders] ?? 0 } > 0 }
            try kill(bed)
            standIn.setMode(.normal, of: .orders)
            wait { (try? registered(order, bed)) == 1 }
            #expect(try registered(order, bed) == 1, "\(bed.serviceLog)")
            #expect(standIn.with { $0.orders.count } == 1)
            #expect(try bed.tally(["verify"]).exitCode == 0)
        }

        private func startOrder(_ bed: CrashBed) throws -> String {
            let client = try HTTPClient(port: bed.port)
            let body = #"{"username":"crash","email":"c@example.com","password":"password"}"#
            try #require(try client.send("POST", "/register", body: body).status == 200)
            let signedIn = try client.send(
                "POST",
                "/token",
                body: #"{"username":"crash","password":"password"}"#
            )
            guard
                case .string(let token)? = try JSONObject(Array(signedIn.body.utf8))["access_token"]
            else { throw Complaint("no token: \(signedIn.body)") }
            var location: String?
            // Until the catalogue has come.
            wait {
                let service = StandInData.services[0].id
                let drafted = try? client.send(
                    "POST",
                    "/orders",
                    token: token,
                    body: #"{"services":["\#(service)"]}"#
                )
                location = drafted?.headers["location"]
                return location != nil
            }
            let path = try #require(location)
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
