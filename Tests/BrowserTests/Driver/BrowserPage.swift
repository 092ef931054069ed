import Foundation
import Postgres

@testable import Runtime
@testable import Text

/// One page of a browser, driven as a person would: by the names of controls, the mouse and keys.
final class BrowserPage {
    let browser: Browser
    let session: String
    /// The browser context, whose pages share storage.
    let context: String
    let language: String
    private var width: Int64 = 1_280
    private var height: Int64 = 900

    init(_ browser: Browser, session: String, context: String, _ language: String) throws {
        self.browser = browser
        self.session = session
        self.context = context
        self.language = language
        for domain in ["Page", "Runtime", "Log", "DOM", "Accessibility", "Network"] {
            try call("\(domain).enable")
        }
        let version = try browser.call("Browser.getVersion")
        try call(
            "Emulation.setUserAgentOverride",
            [
                "userAgent": version["userAgent"] ?? "", "acceptLanguage": .string(language),
            ]
        )
        // Every window of a test behaves as if it was in front.
        try call("Emulation.setFocusEmulationEnabled", ["enabled": true])
        try call(
            "Page.addScriptToEvaluateOnNewDocument",
            [
                "source": .string(
                    """
                    addEventListener("securitypolicyviolation", (event) => console.error(
                        `\(Complaint.policyMark)${event.violatedDirective} ${event.blockedURI}`));
                    """
                )
            ]
        )
        try resize(width: width, height: height)
    }

    @discardableResult
    func call(_ method: String, _ parameters: JSONValue = [:]) throws -> JSONValue {
        try browser.call(method, parameters, session: session)
    }

    // MARK: Navigation

    func open(_ address: String) throws {
        let answer = try call("Page.navigate", ["url": .string(address)])
        if let error = answer["errorText"]?.string {
            throw BrowserError("\(address) can't be opened: \(error)")
        }
        try wait("the page is loaded", "document.readyState === 'complete'")
    }

    func reload() throws {
        try evaluate("window.isOld = true")
        try call("Page.reload")
        try wait("the page is loaded", "!window.isOld && document.readyState === 'complete'")
    }

    /// Sets the size of the window for the rest of the test.
    func setSize(width: Int64, height: Int64) throws {
        (self.width, self.height) = (width, height)
        try resize(width: width, height: height)
    }

    /// In CSS pixels.
    private func resize(width: Int64, height: Int64) throws {
        try call(
            "Emulation.setDeviceMetricsOverride",
            [
                "width": .integer(width), "height": .integer(height), "deviceScaleFactor": 1,
                "mobile": false,
            ]
        )
    }

    /// Sets the system's theme, with reduced motion.
    func prefer(dark: Bool) throws {
        let scheme = dark ? "dark" : "light"
        try call(
            "Emulation.setEmulatedMedia",
            [
                "features": [
                    ["name": "prefers-color-scheme", "value": .string(scheme)],
                    ["name": "prefers-reduced-motion", "value": "reduce"],
                ]
            ]
        )
        // A fading colour would belong to neither theme.
        try evaluate(
            """
            new Promise(requestAnimationFrame).then(() => {
                for (const one of document.getAnimations()) one.cancel();
                return new Promise(requestAnimationFrame);
            }).then(() => true)
            """
        )
    }

    func setOffline(_ isOffline: Bool) throws {
        try call(
            "Network.emulateNetworkConditions",
            [
                "offline": .bool(isOffline), "latency": 0, "downloadThroughput": -1,
                "uploadThroughput": -1,
            ]
        )
    }

    /// Blocks all requests whose address matches one of the patterns.
    func block(_ patterns: String...) throws {
        try call("Network.setBlockedURLs", ["urls": .array(patterns.map { .string($0) })])
    }

    func unblock() throws {
        try call("Network.setBlockedURLs", ["urls": []])
    }

    // MARK: Reading the page

    /// The value of an expression, or of its promise.
    @discardableResult
    func evaluate(_ expression: String) throws -> JSONValue {
        let answer = try call(
            "Runtime.evaluate",
            ["expression": .string(expression), "returnByValue": true, "awaitPromise": true]
        )
        if let details = answer["exceptionDetails"] {
            let text = details["exception"]?["description"]?.string ?? details.text
            throw BrowserError("\(expression.prefix(200)): \(text)")
        }
        return answer["result"]?["value"] ?? .null
    }

    /// Waits until the condition holds; throws an error with the page's text if it never does.
    func wait(_ description: String, _ condition: String) throws {
        // A page that is being replaced can't evaluate anything.
        try wait(description, until: { (try? evaluate(condition).isTrue) == true })
    }

    /// Checks again whenever the page has changed, and at least every tenth of a second.
    func wait<Found>(_ description: String, for look: () throws -> Found?) throws -> Found {
        let deadline = ContinuousClock.now + .seconds(30)
        while true {
            if let found = try look() { return found }
            guard ContinuousClock.now < deadline else {
                throw BrowserError("Waited in vain: \(description).\n\(whatIsShown)")
            }
            _ = try? evaluate(
                """
                new Promise((resolve) => {
                    const observer = new MutationObserver(done);
                    const timer = setTimeout(done, 100);
                    function done() { observer.disconnect(); clearTimeout(timer); resolve(); }
                    observer.observe(document,
                        { subtree: true, childList: true, characterData: true, attributes: true });
                })
                """
            )
        }
    }

    func wait(_ description: String, until isTrue: () throws -> Bool) throws {
        let _: Bool = try wait(description, for: { try isTrue() ? true : nil })
    }

    /// The visible text, with ordinary spaces.
    func text() throws -> String {
        // A page that is being replaced has no body.
        let text = try evaluate("document.body?.innerText").string ?? ""
        return text.replacing(/[\u{A0}\u{202F}]/, with: " ")
    }

    func waitForText(_ text: String) throws {
        try wait("“\(text)” is shown", until: { try self.text().contains(text) })
    }

    func waitForNoText(_ text: String) throws {
        try wait("“\(text)” is not shown", until: { try !self.text().contains(text) })
    }

    /// The page's text for the message of a failed test.
    var whatIsShown: String {
        let address = (try? evaluate("location.href").string) ?? ""
        try? saveScreenshot("failed-\(UUID().uuidString.prefix(8))")
        return "The page \(address) shows:\n\((try? text()) ?? "nothing")"
    }

    // MARK: Pictures and complaints

    /// Stores the whole page as a PNG file, if there is a folder for pictures.
    func saveScreenshot(_ name: String) throws {
        guard let screenshots = BrowserRun.screenshots else { return }
        let size = try call("Page.getLayoutMetrics")["cssContentSize"]
        // In a window as high as the page nothing is cut off, and sticky elements appear once.
        try resize(width: width, height: size?["height"]?.integer ?? height)
        let answer = try call("Page.captureScreenshot", ["format": "png"])
        try resize(width: width, height: height)
        guard let data = Data(base64Encoded: answer["data"]?.string ?? "") else {
            throw BrowserError("There is no screenshot.")
        }
        let folder = URL(fileURLWithPath: screenshots)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try data.write(to: folder.appendingPathComponent("\(name).png"))
    }

    /// The complaints up to now, except failed requests whose complaint contains one of the texts.
    func complaints(but expected: [String] = []) throws -> [Complaint] {
        // All earlier events have arrived before the result of this call.
        try evaluate("0")
        return browser.takeComplaints(of: session).filter { complaint in
            complaint.kind != .network || !expected.contains { complaint.text.contains($0) }
        }
    }
}
