import Postgres

@testable import Text

/// An answer of the service that is held back from the page.
struct HeldAnswer {
    let page: BrowserPage
    private let event: JSONValue

    fileprivate init(_ page: BrowserPage, _ event: JSONValue) {
        self.page = page
        self.event = event
    }

    /// The idempotency key of the command.
    var key: String? {
        let headers = event["request"]?["headers"]
        return (headers?["Idempotency-Key"] ?? headers?["idempotency-key"])?.string
    }

    var status: Int64? { event["responseStatusCode"]?.integer }

    /// Whether an earlier try has carried out the command.
    var isReplayed: Bool {
        (event["responseHeaders"]?.elements ?? []).contains {
            $0["name"]?.string?.lowercased() == "idempotency-replayed"
        }
    }

    func letThrough() throws {
        try page.call("Fetch.continueRequest", ["requestId": event["requestId"] ?? .null])
    }

    /// Fails the request as if the connection had broken before the answer.
    func lose() throws {
        try page.call(
            "Fetch.failRequest",
            ["requestId": event["requestId"] ?? .null, "errorReason": "ConnectionReset"]
        )
    }
}

extension BrowserPage {
    /// Holds back the answers to all further requests whose address matches the pattern.
    func holdAnswers(to pattern: String) throws {
        try call(
            "Fetch.enable",
            ["patterns": [["urlPattern": .string(pattern), "requestStage": "Response"]]]
        )
    }

    /// Waits for the next answer that is held back.
    func heldAnswer() throws -> HeldAnswer {
        try wait("an answer is held back") {
            browser.takePausedRequest(of: session).map { HeldAnswer(self, $0) }
        }
    }
}
