import Commands
import Postgres
import Text

/// `/openapi.json`: OpenAPI 3.1, made from the route table and what is said of each route.
struct OpenAPIDocument {
    /// Made once, at start.
    static let json = OpenAPIDocument().value

    private var value: JSONValue {
        .members([
            ("openapi", .string("3.1.0")), ("info", info),
            ("servers", .array([.members([("url", .string("/"))])])),
            ("tags", .array(DocumentSection.allCases.map { tag($0) })), ("paths", paths),
            ("components", components),
        ])
    }

    private var info: JSONValue {
        .members([
            ("title", .string("Tally")), ("version", .string(tallyVersion)),
            ("description", .string(Self.introduction)),
            ("license", .members([("name", .string("Proprietary"))])),
        ])
    }

    static let introduction = """
        Money, bookable slots and orders on one event log.

        A command's body is exactly `true` (200: done and durable) or `false` (409: refused by a rule, \
        named by the header `Tally-Reason`). Everything else that is refused is problem details \
        (RFC 9457) and had no effect. A query shows what its sender's last command on the same node has \
        done, unless it says `Tally-Own-Writes: off`. `Tally-Position` is the log position of a command's \
        last event; a query with `?min_position=` of it shows the command's effect on any node. \
        `Tally-History` beside it names the history of the log that the position is of: after a failover \
        or a restored backup that lost the log's end, positions are given again, and what points behind \
        the cut is refused: tokens with 401 `session-lost`, positions and feed ids with 409 \
        `history-changed`, which says where to go on. What lies before the cut stays valid. A command with an \
        `Idempotency-Key` can be sent again safely: it is done once, and the answer is the same.

        Money is a whole number of the currency's minor unit, or a decimal string such as `"12.50"`. \
        Times are RFC 3339 in UTC. Unknown fields and parameters are refused with a 422 that names them.
        """

    private func tag(_ section: DocumentSection) -> JSONValue {
        .members([("name", .string(section.rawValue))])
    }

    /// Routes of one path stand together, in the order of the table.
    private var paths: JSONValue {
        var order: [String] = []
        var operations: [String: [(String, JSONValue?)]] = [:]
        for route in Route.allCases {
            guard let document = route.document else { continue }
            let path = route.endpoint.path.description
            if operations[path] == nil { order.append(path) }
            operations[path, default: []].append(
                (
                    route.endpoint.method.name.description.lowercased(),
                    OpenAPIOperation(route, document).json
                )
            )
        }
        return .members(order.map { ($0, .members(operations[$0] ?? [])) })
    }

    private var components: JSONValue {
        .members([
            (
                "securitySchemes",
                .members([
                    (
                        "bearer",
                        .members([
                            ("type", .string("http")), ("scheme", .string("bearer")),
                            ("bearerFormat", .string("JWT")),
                        ])
                    ),
                    (
                        "feedCookie",
                        .members([
                            ("type", .string("apiKey")), ("in", .string("cookie")),
                            ("name", .string("tally_feed")),
                        ])
                    ),
                ])
            ),
            (
                "schemas",
                .members(SchemaName.allCases.map { ($0.rawValue, $0.schema.json) })
            ),
        ])
    }
}
