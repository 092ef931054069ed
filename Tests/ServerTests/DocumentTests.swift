import Commands
import Events
import Postgres
import Testing

@testable import API
@testable import EventStore
@testable import Model
@testable import Settings
@testable import Text

@Suite struct DocumentTests {
    /// Everything that the API promises, written down by hand: the server has each of these routes.
    static let promised: Set<String> = [
        "POST /register", "POST /change-password", "POST /logout", "GET /logout", "DELETE /me",
        "POST /transfer", "POST /transfers/pending", "POST /transfers/{id}/post",
        "POST /transfers/{id}/void", "POST /transfers/{id}/reverse", "POST /exchange",
        "POST /transactions", "POST /transactions/autotest", "POST /slots", "PATCH /slots/{id}",
        "POST /slots/{id}/hold", "POST /holds/{id}/confirm", "DELETE /holds/{id}", "POST /shops",
        "POST /shops/{id}/products", "PATCH /products/{id}", "PUT /basket", "POST /orders",
        "POST /orders/{id}/pay", "PATCH /orders/{id}/services",
        "POST /orders/{id}/start-processing", "PATCH /orders/{id}/cancel", "DELETE /orders/{id}",
        "POST /admin/commands/{id}/retry", "POST /admin/jobs/{name}/run",
        "POST /admin/users/{id}/restore", "POST /token", "POST /login", "GET /login",
        "POST /refresh", "GET /refresh", "GET /me", "POST /verify", "GET /verify",
        "POST /check-user", "GET /balance", "GET /balances", "GET /transactions",
        "GET /transactions/graph", "GET /statement", "GET /reports/refunds", "GET /currencies",
        "GET /rates", "GET /slots/availability", "GET /slots/{id}", "GET /holds", "GET /services",
        "GET /shops", "GET /shops/{id}/catalog", "GET /basket", "GET /orders", "GET /orders/{id}",
        "GET /feed", "GET /admin/commands", "GET /admin/jobs", "GET /admin/projections",
        "GET /health", "GET /ready", "GET /metrics", "GET /openapi.json", "GET /docs",
        "GET /postman.json",
    ]

    /// What the server has besides: pages with their files, and what the pages show.
    static let added: Set<String> = [
        "GET /", "GET /app", "GET /admin", "GET /assets/{hash}/{file}", "GET /admin/events",
        "GET /admin/users", "DELETE /admin/users/{id}", "GET /overview",
    ]

    @Test func `the server has every route that the API promises, and those that were added`() {
        let routes = Route.allCases.map(Self.name)
        #expect(Set(routes) == Self.promised.union(Self.added))
        #expect(routes.count == Set(routes).count)
    }

    @Test func `a route of the API is promised or added, not both`() {
        #expect(Self.promised.isDisjoint(with: Self.added))
    }

    @Test func `files of pages have no document, and everything else has one`() {
        let undocumented = Route.allCases.filter { $0.document == nil }
        for route in undocumented {
            switch route.kind {
            case .page, .asset: break
            default: Issue.record("\(route) is not documented")
            }
        }
    }

    @Test func `every reason to refuse is documented or told to nobody outside`() {
        // A retry may end as any command does.
        let routes = Route.allCases.filter { $0 != .retryCommand }
        let documented = Set(routes.compactMap(\.document).flatMap(\.reasons))
            .union([.commandDone, .commandNotKept, .commandInDoubt])
        // What the edge has refused with a 422 before, and what only jobs and the command line meet.
        let inner: Set<Rejection> = [
            .invalidAmount, .invalidCapacity, .invalidQuantity, .emptyOrder, .roleAlreadyGranted,
            .holdNotDue, .transferNotDue, .nothingToRecord, .refreshTokenReused,
            .orderAlreadyRegistered, .orderNotRegistered, .cancellationAlreadySent,
        ]
        #expect(documented.union(inner) == Set(Rejection.allCases))
        #expect(documented.isDisjoint(with: inner))
    }

    @Test(arguments: Route.allCases.filter { $0.kind.isCommand && $0.document?.body != nil })
    func `a documented body is one that the endpoint takes`(route: Route) throws {
        let body = try #require(route.document?.body)
        for example in Self.examples(of: body.schema) {
            #expect(
                Self.errors(route, example) == [],
                "\(String(decoding: example.bytes, as: UTF8.self))"
            )
        }
    }

    @Test(arguments: Route.allCases.filter { $0.kind.isCommand && $0.document?.body != nil })
    func `a field that is documented as required is required`(route: Route) throws {
        let body = try #require(route.document?.body)
        for schema in Self.shapes(body.schema) {
            guard case .object(let properties) = schema else { continue }
            for property in properties where property.isRequired {
                let others = properties.filter { $0.name != property.name }
                #expect(!Self.errors(route, Schema.object(others).example).isEmpty)
            }
        }
    }

    @Test(arguments: Route.allCases.filter { $0.kind.isCommand })
    func `a field that is not documented is refused`(route: Route) throws {
        let unknown = JSONObject.Member(name: "no_such_field", value: .integer(1))
        guard case .object(let object) = route.document?.body?.schema.example ?? .members([])
        else { return }
        let errors = Self.errors(route, .object(JSONObject(object.members + [unknown])))
        #expect(errors.contains { $0.contains("no_such_field") })
    }

    @Test func `the documents are JSON, and every reference leads somewhere`() throws {
        let text = OpenAPIDocument.json.bytes
        #expect(try JSONValue(text) == OpenAPIDocument.json)
        let prefix = "#/components/schemas/"
        let names = Set(SchemaName.allCases.map { prefix + $0.rawValue })
        let references = Self.references(OpenAPIDocument.json)
        #expect(!references.isEmpty)
        #expect(references.isSubset(of: names))
        #expect(try JSONValue(PostmanCollection.json.bytes) == PostmanCollection.json)
    }

    // MARK: What the tests need

    private static func name(_ route: Route) -> String {
        "\(route.endpoint.method.name) \(route.endpoint.path)"
    }

    private static func errors(_ route: Route, _ body: JSONValue) -> [String] {
        guard case .object(let object) = body else { return ["no object"] }
        var fields = BodyFields(
            object.members.map { BodyFields.Field(name: $0.name, value: $0.value) }
        )
        let context = CommandContext(
            identity: Identity(
                user: UserID(12),
                session: SessionID(13),
                issuedAt: LogPlace(LogPosition(13)),
                isAdministrator: true
            ),
            command: UUID128(high: 1, low: 2),
            id: 42,
            configuration: Configuration(),
            claims: ClaimCache(ClaimHasher(key: [UInt8](repeating: 7, count: 32)))
        )
        _ = CommandEndpoints.command(route, &fields, context)
        do throws(Problem) {
            try fields.finish()
            return []
        } catch {
            return error.errors.map { "\($0.field) \($0.detail)" }
        }
    }

    /// The shapes that a body may have.
    private static func shapes(_ schema: Schema) -> [Schema] {
        if case .any(let schemas) = schema { schemas } else { [schema] }
    }

    /// One with every field and one with the required ones, of each shape.
    private static func examples(of schema: Schema) -> [JSONValue] {
        shapes(schema).flatMap { shape -> [JSONValue] in
            guard case .object(let properties) = shape else { return [shape.example] }
            let required = properties.filter(\.isRequired)
            // A change without anything to change is refused.
            return required.isEmpty
                ? [shape.example] : [shape.example, Schema.object(required).example]
        }
    }

    private static func references(_ value: JSONValue) -> Set<String> {
        switch value {
        case .object(let object):
            object.members.reduce(into: []) { found, member in
                if member.name == "$ref", case .string(let target) = member.value {
                    found.insert(target)
                }
                found.formUnion(references(member.value))
            }
        case .array(let elements): elements.reduce(into: []) { $0.formUnion(references($1)) }
        case .null, .bool, .integer, .number, .string: []
        }
    }
}

extension RouteKind {
    fileprivate var isCommand: Bool {
        if case .command = self { true } else { false }
    }
}
