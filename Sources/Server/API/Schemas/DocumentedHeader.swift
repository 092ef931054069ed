import Text

/// A header of an answer.
package struct DocumentedHeader: Sendable {
    package let name: String
    let schema: Schema
    let details: String
    var isRequired = false

    package init(name: String, schema: Schema, details: String, isRequired: Bool = false) {
        self.name = name
        self.schema = schema
        self.details = details
        self.isRequired = isRequired
    }

    package var json: JSONValue {
        JSONValue.withoutNulls([
            "description": .string(details),
            "required": isRequired ? true : nil,
            "schema": schema.json,
        ])
    }
}

extension DocumentedHeader {
    package static let position = DocumentedHeader(
        name: "Tally-Position",
        schema: .position,
        details: """
            Log position of the command's last event, or the position that the answer reflects: for an \
            answer about an earlier moment, the position of that moment.
            """
    )
    package static let history = DocumentedHeader(
        name: "Tally-History",
        schema: .epoch,
        details: "The history of the log to which `Tally-Position` belongs."
    )
    package static let detail = DocumentedHeader(
        name: "Tally-Detail",
        schema: .text("product=17; available=3"),
        details: "What the rule is about, where the request does not say it."
    )
    package static let index = DocumentedHeader(
        name: "Tally-Index",
        schema: .integer(0...9_999, example: 17),
        details: "The first item that was refused, from 0."
    )
    package static let retryAfter = DocumentedHeader(
        name: "Retry-After",
        schema: .integer(0...86_400, example: 1),
        details: "Seconds to wait.",
        isRequired: true
    )
    package static let challenge = DocumentedHeader(
        name: "WWW-Authenticate",
        schema: .words(["Bearer"]),
        details: "How to authenticate.",
        isRequired: true
    )
    package static let replayed = DocumentedHeader(
        name: "Idempotency-Replayed",
        schema: .words(["true"]),
        details: "Present if this is the stored answer to an earlier request under the key."
    )
    package static let age = DocumentedHeader(
        name: "Age",
        schema: .count,
        details: "Seconds since the read model was last known to hold the whole log."
    )
    package static let etag = DocumentedHeader(
        name: "ETag",
        schema: .text("\"0123456789abcdef\""),
        details: "For If-None-Match."
    )
    package static let next = DocumentedHeader(
        name: "Link",
        schema: .text("</orders?before=5e0c8d2b0100000000000004b46f3a9c1e&limit=50>; rel=\"next\""),
        details:
            "The next page, if there is one: it begins after the last row of this one, whatever "
            + "was added meanwhile."
    )
    package static let scanned = DocumentedHeader(
        name: "Tally-Scanned",
        schema: .position,
        details: "Where the search stopped: continue with `before` (or `after`) this position.",
        isRequired: true
    )
    package static let noStore = DocumentedHeader(
        name: "Cache-Control",
        schema: .text("no-store"),
        details: "Who may store the answer."
    )
}
