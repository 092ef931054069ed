import Postgres

@testable import Text

extension BrowserPage {
    /// The focused element in the accessibility tree.
    func focused() throws -> (role: String, name: String) {
        let active = try call("Runtime.evaluate", ["expression": "document.activeElement"])
        let answer = try call(
            "Accessibility.getPartialAXTree",
            ["objectId": active["result"]?["objectId"] ?? .null, "fetchRelatives": false]
        )
        let node = answer["nodes"]?.elements.first
        let name = node?["name"]?["value"]?.string ?? ""
        return (
            node?["role"]?["value"]?.string ?? "",
            name.replacing(/[\u{A0}\u{202F}]/, with: " ")
        )
    }

    func waitForFocus(_ name: String) throws {
        try wait("the focus is on “\(name)”", until: { try focused().name == name })
    }

    /// Presses Tab until the focus is on the control, which has to show that it is focused.
    func tab(to role: Role, _ name: String) throws {
        // The control may have to appear first.
        _ = try find(role, name)
        var way: [String] = []
        for _ in 0..<Self.mostTabs {
            try press(.tab)
            let focused = try focused()
            way.append(focused.name)
            guard focused == (role.rawValue, name) else { continue }
            let shown = try evaluate(
                """
                (() => {
                    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
                    return outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
                })()
                """
            )
            guard shown.isTrue else { throw BrowserError("Nobody sees the focus on “\(name)”.") }
            return
        }
        throw BrowserError("Tab does not lead to \(role.rawValue) “\(name)”, but to \(way).")
    }

    /// More presses than any page needs.
    private static let mostTabs = 60
}
