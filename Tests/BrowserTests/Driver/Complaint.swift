import Postgres

@testable import Runtime
@testable import Text

/// An error that the browser reports about a page.
///
/// It is an error in the console, an uncaught exception, or a breach of the content security
/// policy.
struct Complaint: CustomStringConvertible {
    enum Kind {
        case console
        case exception
        /// A request without an answer, or with a status of 400 and above.
        case network
        case policy
    }

    let kind: Kind
    let text: String

    var description: String { "\(kind): \(text)" }

    /// The beginning of reports about the policy; see `BrowserPage`.
    static let policyMark = "content security policy: "

    /// Nil for an event that reports no error.
    init?(_ event: JSONValue) {
        let parameters = event["params"] ?? [:]
        switch event["method"]?.string {
        case "Runtime.consoleAPICalled":
            guard ["error", "assert"].contains(parameters["type"]?.string) else { return nil }
            let words = (parameters["args"]?.elements ?? []).map {
                $0["value"]?.string ?? $0["description"]?.string ?? $0.text
            }
            text = words.joined(separator: " ")
            kind = text.hasPrefix(Self.policyMark) ? .policy : .console
        case "Runtime.exceptionThrown":
            let details = parameters["exceptionDetails"] ?? [:]
            kind = .exception
            text = details["exception"]?["description"]?.string ?? details.text
        case "Log.entryAdded":
            let entry = parameters["entry"] ?? [:]
            guard entry["level"] == "error" else { return nil }
            switch entry["source"]?.string {
            case "network": kind = .network
            case "security": kind = .policy
            default: kind = .console
            }
            text = "\(entry["text"]?.string ?? "") \(entry["url"]?.string ?? "")"
        default: return nil
        }
    }
}
