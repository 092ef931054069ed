import Postgres

@testable import Text

/// An element of a page as the accessibility tree describes it.
struct BrowserElement: CustomStringConvertible {
    let page: BrowserPage
    let node: Int64
    let role: String
    let name: String

    var description: String { "\(role) “\(name)”" }
}

/// Roles of the accessibility tree, in the browser's words.
enum Role: String {
    case button
    case link
    case textbox
    case searchbox
    case spinbutton
    case combobox
    case checkbox
    case tab
    case tabPanel = "tabpanel"
    case heading
    case dialog
    case timer
    case listitem
    case row
    case region
    case navigation
    case menu = "DisclosureTriangle"
}

extension BrowserPage {
    /// Waits for the only visible element with this role and name, within `place` if given.
    func find(
        _ role: Role,
        _ name: String,
        within place: BrowserElement? = nil
    ) throws -> BrowserElement {
        try find(role, within: place, "“\(name)”") { $0 == name }
    }

    /// Waits for the only visible element with this role whose name begins with a text.
    func find(
        _ role: Role,
        beginning name: String,
        within place: BrowserElement? = nil
    ) throws -> BrowserElement {
        try find(role, within: place, "“\(name)…”") { $0.hasPrefix(name) }
    }

    private func find(
        _ role: Role,
        within place: BrowserElement?,
        _ description: String,
        _ isMeant: (String) -> Bool
    ) throws -> BrowserElement {
        try wait("there is one \(role.rawValue) \(description)") {
            let found = (try? all(role, within: place)) ?? []
            let meant = found.filter { isMeant($0.name) }
            return meant.count == 1 ? meant[0] : nil
        }
    }

    func waitForNo(_ role: Role, _ name: String) throws {
        try wait(
            "there is no \(role.rawValue) “\(name)”",
            until: {
                try !all(role).contains { $0.name == name }
            }
        )
    }

    /// All elements that have this role now, in the order of the page.
    func all(_ role: Role, within place: BrowserElement? = nil) throws -> [BrowserElement] {
        var query: [(String, JSONValue)] = [("role", .string(role.rawValue))]
        if let place {
            query.append(("backendNodeId", .integer(place.node)))
        } else {
            let document = try call("Runtime.evaluate", ["expression": "document"])
            query.append(("objectId", document["result"]?["objectId"] ?? .null))
        }
        let answer = try call("Accessibility.queryAXTree", .members(query))
        return (answer["nodes"]?.elements ?? []).compactMap { node in
            guard node["ignored"]?.isTrue != true, let id = node["backendDOMNodeId"]?.integer
            else { return nil }
            return BrowserElement(
                page: self,
                node: id,
                role: role.rawValue,
                name: (node["name"]?["value"]?.string ?? "")
                    .replacing(/[\u{A0}\u{202F}]/, with: " ")
            )
        }
    }
}

extension BrowserElement {
    /// Clicks on its middle, once nothing covers it.
    func click() throws {
        let middle = try page.wait("\(self) can be clicked") { try visibleMiddle() }
        for (type, button, count) in [
            ("mouseMoved", "none", Int64(0)), ("mousePressed", "left", 1),
            ("mouseReleased", "left", 1),
        ] {
            try page.call(
                "Input.dispatchMouseEvent",
                [
                    "type": .string(type), "x": .number("\(middle.x)"),
                    "y": .number("\(middle.y)"),
                    "button": .string(button), "clickCount": .integer(count),
                ]
            )
        }
    }

    /// Replaces the text of a field as if it was typed.
    func fill(_ text: String) throws {
        try click()
        try call("function() { this.select() }")
        try page.call("Input.insertText", ["text": .string(text)])
    }

    /// Chooses the option with this label.
    func choose(_ option: String) throws {
        let isThere = try call(
            """
            function(label) {
                const option = [...this.options].find((one) => one.textContent.trim() === label);
                if (!option) return false;
                this.value = option.value;
                this.dispatchEvent(new Event("input", { bubbles: true }));
                this.dispatchEvent(new Event("change", { bubbles: true }));
                return true;
            }
            """,
            [.string(option)]
        )
        guard isThere.isTrue else { throw BrowserError("\(self) has no option “\(option)”.") }
    }

    /// The visible text, with ordinary spaces.
    func text() throws -> String {
        (try call("function() { return this.innerText }").string ?? "")
            .replacing(/[\u{A0}\u{202F}]/, with: " ")
    }

    /// Waits until the element shows a text.
    func waitForText(_ text: String) throws {
        try page.wait("\(self) shows “\(text)”", until: { try self.text().contains(text) })
    }

    /// Calls a function of the page with the element as `this`.
    @discardableResult
    func call(_ function: String, _ arguments: [JSONValue] = []) throws -> JSONValue {
        let resolved = try page.call("DOM.resolveNode", ["backendNodeId": .integer(node)])
        let answer = try page.call(
            "Runtime.callFunctionOn",
            [
                "functionDeclaration": .string(function),
                "objectId": resolved["object"]?["objectId"] ?? .null,
                "arguments": .array(arguments.map { ["value": $0] }), "returnByValue": true,
            ]
        )
        return answer["result"]?["value"] ?? .null
    }

    /// Nil if the element has no size, is disabled or is covered.
    private func visibleMiddle() throws -> (x: Double, y: Double)? {
        let place = try? call(
            """
            function() {
                if (this.disabled || this.getAttribute("aria-disabled") === "true") return null;
                this.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
                const box = this.getClientRects()[0];
                if (!box || box.width === 0 || box.height === 0) return null;
                const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
                const hit = document.elementFromPoint(x, y);
                const label = this.labels?.[0];
                return this.contains(hit) || label?.contains(hit) ? [x, y] : null;
            }
            """
        )
        guard let numbers = place?.elements.compactMap(\.number), numbers.count == 2 else {
            return nil
        }
        return (numbers[0], numbers[1])
    }
}
