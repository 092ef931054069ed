import Postgres

@testable import Text

/// An answer of the service that has not got to the page yet.
struct HeldAnswer {
    let page: BrowserPage
    private let event: JSONValue

    fileprivate init(_ page: BrowserPage, _ event: JSONValue) {
        self.page = page
        self.event = event
    }

    /// The key that the command was sent with.
    var key: String? {
        let headers = event["request"]?["headers"]
        return (headers?["Idempotency-Key"] ?? headers?["idempotency-key"])?.string
    }

    var status: Int64? { event["responseStatusCode"]?.integer }

    /// Whether the command was done by an earlier try.
    var isReplayed: Bool {
        (event["responseHeaders"]?.elements ?? []).contains {
            $0["name"]?.string?.lowercased() == "idempotency-replayed"
        }
    }

    func letThrough() throws {
        try page.call("Fetch.continueRequest", ["requestId": event["requestId"] ?? .null])
    }

    /// As if the connection broke before it came.
    func lose() throws {
        try page.call(
            "Fetch.failRequest",
            ["requestId": event["requestId"] ?? .null, "errorReason": "ConnectionReset"]
        )
    }
}

extension BrowserPage {
    /// From now on holds back the answers to requests for addresses of this pattern.
    func holdAnswers(to pattern: String) throws {
        try call(
            "Fetch.enable",
            ["patterns": [["urlPattern": .string(pattern), "requestStage": "Response"]]]
        )
    }

    /// The next answer that is held back, once there is one.
    func heldAnswer() throws -> HeldAnswer {
        try wait("an answer is held back") {
            browser.takePausedRequest(of: session).map { HeldAnswer(self, $0) }
        }
    }
}
