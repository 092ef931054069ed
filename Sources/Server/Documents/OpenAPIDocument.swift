import API
import HTTP
import Operations
import Text

/// `/openapi.json`: OpenAPI 3.1, made from the operations.
enum OpenAPIDocument {
    /// The document as somebody sees it who reached the service at `base`; nil for any address.
    static func json(at base: String?) -> JSONValue {
        .members(beginning(at: base) + rest)
    }

    /// The first members, which alone depend on the address.
    static func beginning(at base: String?) -> [(String, JSONValue?)] {
        [("openapi", "3.1.0"), ("servers", [["url": .string(base ?? "/")]])]
    }

    private static let info: JSONValue = [
        "title": "Tally",
        "version": .string(tallyVersion),
        "description": .string(introduction),
        "license": ["name": "Proprietary"],
    ]

    /// Made once, at first use.
    static let rest: [(String, JSONValue?)] = [
        ("info", info),
        ("tags", .array(titles.map { ["name": .string($0)] })),
        ("paths", paths),
        (
            "components",
            [
                "securitySchemes": [
                    "bearer": ["type": "http", "scheme": "bearer", "bearerFormat": "JWT"],
                    "feedCookie": ["type": "apiKey", "in": "cookie", "name": "tally_feed"],
                ],
                "schemas": .members(SchemaName.allCases.map { ($0.rawValue, $0.schema.json) }),
            ]
        ),
    ]

    static let introduction = """
        Money, bookable slots and orders on one event log.

        A command's body is exactly `true` (200: done and durable) or `false` (409: refused by a rule, \
        named by the header `Tally-Reason`). Every other refusal is problem details (RFC 9457) and has no \
        effect. A query shows the effect of its sender's last command on the same node, unless it says \
        `Tally-Own-Writes: off`. `Tally-Position` is the log position of a command's last event; a query \
        with that `?min_position=` shows the command's effect on any node. `Tally-History` beside it \
        names the history of the log to which the position belongs: after a failover or a restored \
        backup that lost the end of the log, positions are used again, and everything that points \
        behind the cut is refused: tokens with 401 `session-lost`, positions and feed ids with 409 \
        `history-changed`, which says where to resume. Everything before the cut stays valid. A command \
        with an `Idempotency-Key` can be sent again safely: it is done once, and the answer is the same.

        Money is a whole number of the currency's minor unit, or a decimal string such as `"12.50"`. \
        Times are RFC 3339 in UTC. Unknown fields and parameters are refused with a 422 that names them.
        """

    /// The documented operations under the headings of their sections, in order.
    static let sections: [(title: String, operations: [Operation])] = {
        var sections: [(title: String, operations: [Operation])] = []
        for section in Section.all {
            let operations = section.operations.filter { $0.answer != nil }
            if sections.last?.title == section.title {
                sections[sections.count - 1].operations += operations
            } else if !operations.isEmpty {
                sections.append((section.title, operations))
            }
        }
        return sections
    }()

    private static let titles = sections.map(\.title)

    /// Operations of one path are together, in the order of the table.
    private static var paths: JSONValue {
        var order: [String] = []
        var operations: [String: [(String, JSONValue?)]] = [:]
        for (title, members) in sections {
            for operation in members {
                guard let document = OpenAPIOperation(operation, under: title) else { continue }
                let path = operation.path.description
                if operations[path] == nil { order.append(path) }
                let method = operation.method.name.description.lowercased()
                operations[path, default: []].append((method, document.json))
            }
        }
        return .members(order.map { ($0, .members(operations[$0] ?? [])) })
    }
}
