import HTTP
import TestSupport
import Testing

@testable import API
@testable import Operations

/// Number 33: what only administrators may do is refused to everybody else, on every route.
@Suite(.patient) struct AdministratorRouteTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode.shared.get()
    }

    static let routes = Route.all.filter { $0.access == .administrator }

    @Test(arguments: routes)
    func `an ordinary user gets 403`(_ route: Route) throws {
        let user = try node.user()
        let path = route.path.description.replacing("{id}", with: "\(user.id)")
            .replacing("{name}", with: "rates").replacing("{currency}", with: "EUR")
        let answer = try user.send("\(route.method.name)", path, key: "1")
        #expect(answer.status == 403)
        #expect(try answer.text("type") == "/problems/forbidden")
    }

    @Test(arguments: Route.all.filter { $0.access != .everybody })
    func `a stranger gets 401`(_ route: Route) throws {
        let path = route.path.description.replacing("{id}", with: "1")
            .replacing("{name}", with: "rates").replacing("{currency}", with: "EUR")
        let answer = try node.client().send("\(route.method.name)", path)
        #expect(answer.status == 401)
    }

    @Test func `there are such routes`() {
        #expect(Self.routes.count > 10)
    }
}
