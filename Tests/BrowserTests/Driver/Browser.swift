import Postgres
import TestSupport

@testable import Runtime
@testable import Text

/// A browser that is driven by the Chrome DevTools protocol; one test at a time uses it.
final class Browser {
    private let process: BrowserProcess
    private var lastCall: Int64 = 0
    /// The complaints about each page, by session.
    private var complaints: [String: [Complaint]] = [:]
    /// The requests of each page that are held back, by session.
    private var paused: [String: [JSONValue]] = [:]

    init() throws {
        process = try BrowserProcess()
    }

    /// Opens a window that shares no storage and no cookies with others.
    func window(language: String = "en-US") throws -> BrowserPage {
        let context = try call("Target.createBrowserContext", ["disposeOnDetach": true])
        return try page(in: context["browserContextId"]?.string ?? "", language)
    }

    /// Opens another tab with the storage of a page.
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

    /// Sends a call to the browser, or to the page of a session, and waits for its result.
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
        let patience = Patience()
        while true {
            let answer = try JSONValue(try process.read())
            // Notices may come for ever, so silence alone would never end it.
            guard !patience.isOver else { throw BrowserError("\(method): no answer") }
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

    /// The complaints about a page since the last call.
    func takeComplaints(of session: String) -> [Complaint] {
        complaints.removeValue(forKey: session) ?? []
    }

    /// Removes and returns the oldest request that is held back.
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
