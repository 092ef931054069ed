import Postgres

@testable import Runtime
@testable import Text

/// Speaks the Chrome DevTools protocol with a browser of its own; used by one test at a time.
final class Browser {
    private let process: BrowserProcess
    private var lastCall: Int64 = 0
    /// What each page has complained of, by session.
    private var complaints: [String: [Complaint]] = [:]
    /// What each page has waiting for a word to go on, by session.
    private var paused: [String: [JSONValue]] = [:]

    init() throws {
        process = try BrowserProcess()
    }

    /// A window that shares neither storage nor cookies with any other.
    func window(language: String = "en-US") throws -> BrowserPage {
        let context = try call("Target.createBrowserContext", ["disposeOnDetach": true])
        return try page(in: context["browserContextId"]?.string ?? "", language)
    }

    /// Another tab beside a page: with the same storage.
    func tab(beside page: BrowserPage) throws -> BrowserPage {
        try self.page(in: page.context, page.language)
    }

    private func page(in context: String, _ language: String) throws -> BrowserPage {
        let target = try call(
            "Target.createTarget",
            ["url": "about:blank", "browserContextId": .string(context)]
        )
        let attached = try call(
            "Target.attachToTarget",
            ["targetId": target["targetId"] ?? .null, "flatten": true]
        )
        guard let session = attached["sessionId"]?.string else {
            throw BrowserError("The browser opens no page: \(attached.text)")
        }
        return try BrowserPage(self, session: session, context: context, language)
    }

    /// Asks the browser or, in a session, a page, and waits for the answer.
    @discardableResult
    func call(
        _ method: String,
        _ parameters: JSONValue = [:],
        session: String? = nil
    ) throws -> JSONValue {
        lastCall += 1
        let id = lastCall
        var members: [(String, JSONValue)] = [
            ("id", .integer(id)), ("method", .string(method)), ("params", parameters),
        ]
        if let session { members.append(("sessionId", .string(session))) }
        try process.write(JSONValue.members(members).text)
        while true {
            let answer = try JSONValue(try process.read())
            guard answer["id"] == .integer(id) else {
                notice(answer)
                continue
            }
            if let error = answer["error"] {
                throw BrowserError("\(method): \(error["message"]?.string ?? error.text)")
            }
            return answer["result"] ?? [:]
        }
    }

    /// What a page has complained of since this was asked last.
    func takeComplaints(of session: String) -> [Complaint] {
        complaints.removeValue(forKey: session) ?? []
    }

    /// The request that has been waiting for the longest, which is taken off the list.
    func takePausedRequest(of session: String) -> JSONValue? {
        guard paused[session]?.isEmpty == false else { return nil }
        return paused[session]?.removeFirst()
    }

    private func notice(_ event: JSONValue) {
        guard let session = event["sessionId"]?.string else { return }
        if event["method"] == "Fetch.requestPaused", let request = event["params"] {
            paused[session, default: []].append(request)
        }
        if let complaint = Complaint(event) { complaints[session, default: []].append(complaint) }
    }
}
