import Entities
import Events
import HTTP
import Postgres
import TestSupport
import Testing

@testable import API
@testable import Documents
@testable import EventStore
@testable import Model
@testable import Operations
@testable import Settings
@testable import Text

@Suite(.patient) struct DocumentTests {
    /// Everything that the API promises, written down by hand: the server has each of these routes.
    static let promised: Set<String> = [
        "POST /register", "POST /change-password", "POST /logout", "GET /logout", "DELETE /me",
        "POST /transfer", "POST /transfers/bulk", "POST /transfers/pending", "POST /holds/bulk",
        "POST /transfers/{id}/post",
        "POST /transfers/{id}/void", "POST /transfers/{id}/reverse", "POST /exchange",
        "POST /transactions", "POST /transactions/autotest", "POST /slots", "PATCH /slots/{id}",
        "POST /slots/{id}/hold", "POST /holds/{id}/confirm", "DELETE /holds/{id}", "POST /shops",
        "POST /shops/{id}/products", "PATCH /products/{id}", "PUT /basket", "POST /orders",
        "POST /orders/{id}/pay", "PATCH /orders/{id}/services",
        "POST /orders/{id}/start-processing", "PATCH /orders/{id}/cancel", "DELETE /orders/{id}",
        "POST /admin/commands/{id}/retry", "POST /admin/jobs/{name}/run",
        "POST /admin/rates/{currency}/accept", "GET /exchange/quote",
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

    @Test func `12.31: parameters without which a query is refused are required`() throws {
        let recording = QueryParameters.record { query in
            let from = query.currency(named: "from", "What is sold.")
            _ = query.currency(named: "to", "What is bought.")
            query.requireAll([("from", from != nil)])
        }
        #expect(recording.parameters.map { $0.isRequired } == [true, false])
        let operations = Section.all.flatMap { $0.operations }
        let quote = try #require(operations.first { $0.name == "exchangeQuote" })
        let required = quote.query.parameters.filter { $0.isRequired }.map { $0.name }
        #expect(required == ["from", "to", "amount"])
    }

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
            .union([.commandDone, .commandNotKept, .codeShownOnce, .commandInDoubt])
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
        let document = OpenAPIDocument.json(at: nil)
        #expect(try JSONValue(document.bytes) == document)
        let prefix = "#/components/schemas/"
        let names = Set(SchemaName.allCases.map { prefix + $0.rawValue })
        let references = Self.references(document)
        #expect(!references.isEmpty)
        #expect(references.isSubset(of: names))
        let collection = PostmanCollection.json(at: nil)
        #expect(try JSONValue(collection.bytes) == collection)
    }

    /// 31.
    @Test func `the documents name the address that they were asked at`() throws {
        let base = "https://tally.example.org"
        let servers = Self.found("servers", in: OpenAPIDocument.json(at: base))
        #expect(servers == [[["url": .string(base)]]])
        #expect(Self.found("servers", in: OpenAPIDocument.json(at: nil)) == [[["url": "/"]]])
        let variables = Self.found("variable", in: PostmanCollection.json(at: base)).first
        guard case .array(let list)? = variables else {
            Issue.record("no variables")
            return
        }
        #expect(
            list.contains { variable in
                Self.found("key", in: variable) == ["base_url"]
                    && Self.found("value", in: variable) == [.string(base)]
            }
        )
    }

    /// 31.
    @Test func `every operation has a description, and every alternative of a body a title`() {
        let document = OpenAPIDocument.json(at: nil)
        let count = Route.operations.filter { $0.answer != nil }.count
        #expect(Self.found("operationId", in: document).count == count)
        for operation in Route.operations where operation.answer != nil {
            #expect(!operation.description.isEmpty)
            guard case .any(let shapes)? = operation.body?.schema else { continue }
            guard
                case .array(let alternatives)? = Self.found(
                    "anyOf",
                    in: Schema.any(shapes).json
                ).first
            else {
                Issue.record("\(operation.name) has no alternatives")
                continue
            }
            let titles = alternatives.flatMap { Self.found("title", in: $0).prefix(1) }
            #expect(titles.count == shapes.count, "\(operation.name)")
        }
    }

    /// 31.
    @Test func `the Postman collection signs in as a user of the demo and keeps the token`() throws
    {
        let collection = PostmanCollection.json(at: nil)
        let scripts = Self.found("exec", in: collection)
        #expect(scripts.count == 3, "one for each way to sign in")
        #expect(
            scripts.allSatisfy {
                String(decoding: $0.bytes, as: UTF8.self).contains(
                    "pm.collectionVariables.set('token'"
                )
            }
        )
        let text = String(decoding: collection.bytes, as: UTF8.self)
        #expect(text.contains(#"{\"username\":\"{{username}}\",\"password\":\"{{password}}\"}"#))
        #expect(text.contains(#""value":"\#(DemoAccount.all[1].password)""#))
        let codes = Self.found("code", in: collection)
        #expect(codes.contains(200))
        #expect(codes.contains(409))
        #expect(Self.found("response", in: collection).count > 50)
    }

    /// 31.
    @Test(arguments: Route.operations.filter { $0.answer != nil })
    func `a path of the documents leads to its operation once its example is in it`(
        operation: Operation
    ) throws {
        let collection = PostmanCollection.json(at: nil)
        let urls = Self.found("url", in: collection).filter { url in
            Self.found("path", in: url) == [Self.postmanPath(of: operation)]
        }
        let url = try #require(urls.first, "\(operation.name)")
        var path = operation.path.description
        for variable in Self.found("variable", in: url) {
            guard case .array(let list) = variable else { continue }
            for one in list {
                guard case .string(let key)? = Self.found("key", in: one).first,
                    case .string(let value)? = Self.found("value", in: one).first
                else { continue }
                path = path.replacing("{\(key)}", with: value)
            }
        }
        let found = Array(path.utf8).withUnsafeBytes { RouteTable().match(operation.method, $0) }
        guard case .found(let route, _) = found else {
            Issue.record("\(operation.method) \(path) leads to \(found)")
            return
        }
        #expect(route.name == operation.name)
    }

    // MARK: What the tests need

    private static func postmanPath(of operation: Operation) -> JSONValue {
        let parts = operation.path.description.split(separator: "/")
        return .strings(
            parts.map { $0.first == "{" ? ":" + $0.dropFirst().dropLast() : String($0) }
        )
    }

    /// An example of each shape that a body may have.
    private static func examples(of schema: Schema) -> [JSONValue] {
        if case .any(let shapes) = schema { shapes.map(\.example) } else { [schema.example] }
    }

    /// The values of all members with this name, at any depth, outer ones first.
    private static func found(_ name: String, in value: JSONValue) -> [JSONValue] {
        switch value {
        case .object(let object):
            object.members.filter { $0.name == name }.map(\.value)
                + object.members.flatMap { found(name, in: $0.value) }
        case .array(let elements): elements.flatMap { found(name, in: $0) }
        case .null, .bool, .integer, .number, .string: []
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
