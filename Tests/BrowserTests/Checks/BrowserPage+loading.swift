import Postgres

@testable import Text

/// How a page comes into being: what moves, and when the first of it is seen.
extension BrowserPage {
    /// Counts what moves in every page that is opened from now on.
    func watchShifts() throws {
        try call(
            "Page.addScriptToEvaluateOnNewDocument",
            [
                "source": .string(
                    """
                    window.shifts = [];
                    new PerformanceObserver((list) => {
                        for (const shift of list.getEntries()) {
                            if (!shift.hadRecentInput) shifts.push(shift);
                        }
                    }).observe({ type: "layout-shift", buffered: true });
                    """
                )
            ]
        )
    }

    /// The sum of all layout shifts of the page that is open, and what moved most.
    func layoutShift() throws -> (sum: Double, most: String) {
        // A shift is reported with the frame in which it happens.
        let shown = try evaluate(
            """
            new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))).then(() => {
                const most = shifts.toSorted((a, b) => b.value - a.value)[0];
                const moved = most?.sources.map((one) => one.node?.parentElement?.outerHTML.slice(0, 120));
                return [shifts.reduce((sum, one) => sum + one.value, 0), String(moved)];
            })
            """
        ).elements
        return (shown.first?.number ?? 1, shown.last?.string ?? "")
    }

    /// Makes the connection as slow as a phone's in the country.
    func slowDown(latencyMilliseconds: Int64, bytesPerSecond: Int64) throws {
        try call("Network.setCacheDisabled", ["cacheDisabled": true])
        try call(
            "Network.emulateNetworkConditions",
            [
                "offline": false, "latency": .integer(latencyMilliseconds),
                "downloadThroughput": .integer(bytesPerSecond),
                "uploadThroughput": .integer(bytesPerSecond),
            ]
        )
    }

    /// Milliseconds until something of the page that is open was painted.
    func firstPaint() throws -> Double {
        try wait("something is painted") {
            try evaluate(
                "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
            ).number
        }
    }
}
