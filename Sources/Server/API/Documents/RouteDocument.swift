import Commands
import Queries

/// What the documents say of a route besides what the route table knows: its fields, its answers,
/// its reasons.
struct RouteDocument: Sendable {
    let section: DocumentSection
    /// One line.
    let summary: String
    /// Further sentences; empty if the summary says it all.
    var details = ""
    /// Of the query string; `min_position` and paging are added where they apply.
    var parameters: [Parameter] = []
    var isPaged = false
    var body: Body?
    let answer: Answer
    /// Of the answer, besides those of its kind.
    var headers: [DocumentedHeader] = []
    /// The words that `Tally-Reason` may hold.
    var reasons: [Rejection] = []
    /// Whether something named in the path or the body may not exist.
    var mayBeMissing = false
    /// Whether something named may be another user's.
    var mayBeForeign = false

    struct Parameter: Sendable {
        let name: String
        let schema: Schema
        let details: String
    }

    /// What is sent.
    struct Body: Sendable {
        let schema: Schema
        var isRequired = true
        /// Whether an HTML form is taken as well as JSON.
        var isForm = false
    }

    /// What comes with status 200.
    enum Answer: Sendable {
        /// `true`; a refusal is 409 and `false`.
        ///
        /// `location`: the path of what is made, if something is.
        case verdict(location: String? = nil)
        /// JSON from a read model.
        case view(Schema)
        /// The same, or a CSV file.
        case viewOrCSV(Schema)
        /// JSON that no read model holds.
        case json(Schema)
        case text(mediaType: String)
        case stream
    }
}

/// A part of the documents.
///
/// Raw values are headings.
enum DocumentSection: String, CaseIterable, Sendable {
    case identity = "Identity"
    case wallet = "Wallet"
    case slots = "Slots"
    case shops = "Shops"
    case orders = "Orders"
    case feed = "Live feed"
    case administration = "Administration"
    case operations = "Operations"
    case documents = "Documents"
}

extension Schema {
    /// A list of at most a page's length.
    static func page(of element: Schema) -> Schema { .array(element, count: 0...1_000) }
}
