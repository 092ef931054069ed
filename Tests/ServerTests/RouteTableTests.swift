import HTTP
import Model
import TestSupport
import Testing

@testable import API
@testable import Operations

@Suite(.patient)
struct RouteTableTests {
    private let table = RouteTable()

    private func match(_ method: Method, _ path: String) -> RouteTable.Match {
        Array(path.utf8).withUnsafeBytes { table.match(method, $0) }
    }

    @Test(arguments: Route.all)
    func `every route is found at its path`(route: Route) {
        let text = route.path.description
        let euro = text.contains("{currency}") ? Currency("EUR").map { Int64($0.packed) } ?? 0 : 0
        let id: Int64 = text.contains("{id}") ? 42 : euro
        let concrete = text.replacing("{id}", with: "42").replacing("{name}", with: "a-job_2")
            .replacing("{currency}", with: "EUR")
            .replacing("{hash}/{file}", with: "0f/a-page.js")
        #expect(match(route.method, concrete) == .found(route, id: id))
    }

    @Test(
        arguments: [
            (Method.post, "/balance", "GET, HEAD"), (.get, "/transfer", "POST"),
            (.delete, "/slots/7", "PATCH, GET, HEAD"), (.put, "/orders", "POST, GET, HEAD"),
            (.get, "/slots/7/hold", "POST"), (.head, "/logout", "POST, GET"),
            (.head, "/refresh", "POST, GET"), (.head, "/transfer", "POST"),
        ])
    func `a wrong method gets the list of the right ones`(
        method: Method,
        path: String,
        allow: String
    ) {
        #expect(match(method, path) == .methodNotAllowed(allow: allow))
    }

    @Test(
        arguments: [
            "", "/balance/", "//balance", "/Balance", "/slots/", "/slots/0", "/slots/01",
            "/slots/-1",
            "/slots/x", "/slots/9223372036854775808", "/slots/7/", "/slots/7/hold/8",
            "/slots//hold",
            "/slots/%37", "/nothing",
        ])
    func `an unknown path is not found`(path: String) {
        #expect(match(.get, path) == .notFound)
    }

    @Test func `a name in a path is found`() throws {
        let runJob = try #require(Route(named: "runJob"))
        let name = Array("/admin/jobs/hold_expiry/run".utf8).withUnsafeBytes {
            table.name(in: $0, of: runJob)
        }
        #expect(name == "hold_expiry")
    }

    @Test(arguments: ["", "Rates", "a/b", "%72", "a b", String(repeating: "a", count: 65)])
    func `a name with other letters is not found`(name: String) {
        #expect(match(.post, "/admin/jobs/\(name)/run") == .notFound)
    }

    @Test func `the largest id fits`() throws {
        let slot = try #require(Route(named: "slot"))
        #expect(match(.get, "/slots/9223372036854775807") == .found(slot, id: .max))
    }
}
