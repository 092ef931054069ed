import Commands
import Events
import HTTP
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
        "GET /", "GET /app", "GET /admin", "GET /favicon.ico", "GET /robots.txt",
        "GET /assets/{hash}/{file}", "GET /admin/events",
        "GET /admin/users", "DELETE /admin/users/{id}", "GET /overview", "GET /transfers/{id}",
        "GET /holds/{id}", "GET /products/{id}", "GET /shops/{id}", "GET /users/{id}",
        "GET /sessions", "DELETE /sessions/{id}", "DELETE /sessions", "PATCH /me",
        "POST /reset-password", "POST /admin/users/{id}/reset-password",
        "POST /admin/users/{id}/admin", "DELETE /admin/users/{id}/admin",
        "DELETE /admin/users/{id}/sessions", "POST /admin/users/{id}/unlock",
        "GET /admin/invitations", "POST /admin/invitations", "DELETE /admin/invitations/{id}",
    ]

    @Test func `the server has every promised and every added operation and no other`() {
        let operations = Route.operations.map { "\($0.method.name) \($0.path)" }
        #expect(Set(operations) == Self.promised.union(Self.added))
        #expect(operations.count == Set(operations).count)
    }

    @Test func `an operation is promised or added, not both`() {
        #expect(Self.promised.isDisjoint(with: Self.added))
    }

    @Test func `operations have names of their own`() {
        #expect(Set(Route.operations.map(\.name)).count == Route.operations.count)
    }

    @Test func `the documents leave out only pages and their files`() {
        for operation in Route.operations where operation.answer == nil {
            switch operation.work {
            case .page, .asset: break
            default: Issue.record("\(operation.name) is not documented")
            }
        }
    }

    @Test func `every reason to refuse is documented or never reaches a client`() {
        // A retry may end as any command does.
        let operations = Route.operations.filter { $0.name != "retryCommand" }
        let documented = Set(operations.flatMap(\.reasons))
            .union([.commandDone, .commandNotKept, .commandInDoubt])
        // The fields' limits catch the first with a 422; only jobs and the command line meet the
        // others.
        let inner: Set<Rejection> = [
            .invalidAmount, .invalidCapacity, .invalidQuantity, .emptyOrder, .refreshRepeated,
            .holdNotDue, .transferNotDue, .nothingToRecord, .refreshTokenReused,
            .orderAlreadyRegistered, .orderNotRegistered, .cancellationAlreadySent,
        ]
        #expect(documented.union(inner) == Set(Rejection.allCases))
        #expect(documented.isDisjoint(with: inner))
    }

    @Test(arguments: Route.all)
    func `an example of the documents is a valid request`(route: Route) throws {
        guard case .command(let make) = route.work, let body = route.operation.body else { return }
        for example in Self.examples(of: body.schema) {
            guard case .object(let object) = example else { continue }
            var fields = BodyFields(object)
            _ = make(&fields, .example)
            #expect(throws: Never.self, "\(route)") { try fields.finish() }
        }
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

    /// An example of each shape that a body may have.
    private static func examples(of schema: Schema) -> [JSONValue] {
        if case .any(let shapes) = schema { shapes.map(\.example) } else { [schema.example] }
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
