import Postgres

@testable import Text

/// One node of the accessibility tree.
private struct SpokenNode {
    let role: String
    let name: String
    let level: Int64?
    let isFocusable: Bool

    /// Nil for a node that screen readers ignore.
    init?(_ node: JSONValue) {
        guard node["ignored"]?.isTrue != true else { return nil }
        role = node["role"]?["value"]?.string ?? ""
        name = node["name"]?["value"]?.string ?? ""
        let properties = node["properties"]?.elements ?? []
        func property(_ name: JSONValue) -> JSONValue? {
            properties.first { $0["name"] == name }?["value"]?["value"]
        }
        level = property("level")?.integer
        isFocusable = property("focusable")?.isTrue == true
    }
}

extension BrowserPage {
    /// Problems that users of a screen reader would have.
    func accessibilityProblems() throws -> [String] {
        let tree = try call("Accessibility.getFullAXTree")["nodes"]?.elements ?? []
        let nodes = tree.compactMap(SpokenNode.init)
        let isModal = nodes.contains { $0.role == "dialog" }
        return nameless(nodes) + headings(nodes) + (isModal ? [] : landmarks(nodes))
            + (try evaluate(Self.references).elements.compactMap(\.string))
    }

    /// Roles that need a name.
    private static let named: Set<String> = [
        "button", "link", "textbox", "searchbox", "spinbutton", "combobox", "listbox", "option",
        "checkbox", "radio", "switch", "slider", "tab", "tabpanel", "tablist", "dialog",
        "alertdialog", "region", "navigation", "image", "img", "meter",
        "progressbar", "table", "heading", "DisclosureTriangle", "menuitem", "Date",
        "DateTime", "InputTime",
    ]
    /// Roles that may have the focus without being controls.
    private static let places: Set<String> = [
        "RootWebArea", "main", "region", "heading", "dialog", "tabpanel", "listitem", "list", "row",
    ]

    private func nameless(_ nodes: [SpokenNode]) -> [String] {
        nodes.compactMap { one in
            if Self.named.contains(one.role), one.name.isEmpty {
                return "A \(one.role) has no name."
            }
            let isKnown = Self.named.contains(one.role) || Self.places.contains(one.role)
            if one.isFocusable, !isKnown { return "A \(one.role) “\(one.name)” can be focused." }
            return nil
        }
    }

    private func headings(_ nodes: [SpokenNode]) -> [String] {
        let levels = nodes.filter { $0.role == "heading" }.compactMap(\.level)
        var problems: [String] = []
        let first = levels.count { $0 == 1 }
        let isModal = nodes.contains { $0.role == "dialog" }
        if first != 1, !isModal { problems.append("There are \(first) headings of level 1.") }
        for (level, next) in zip(levels, levels.dropFirst()) where next > level + 1 {
            problems.append("A heading of level \(next) follows one of level \(level).")
        }
        return problems
    }

    private func landmarks(_ nodes: [SpokenNode]) -> [String] {
        var problems = ["main", "banner"].compactMap { role in
            let count = nodes.count { $0.role == role }
            return count == 1 ? nil : "There are \(count) landmarks “\(role)”."
        }
        let navigations = nodes.filter { $0.role == "navigation" }.map(\.name)
        if navigations.isEmpty { problems.append("There is no navigation.") }
        if Set(navigations).count != navigations.count {
            problems.append("Two navigations share a name: \(navigations).")
        }
        return problems
    }

    /// Problems that the tree does not show, such as missing live regions and references to missing
    /// ids.
    private static let references = #"""
        (() => {
            const problems = [];
            for (const politeness of ["polite", "assertive"]) {
                if (!document.querySelector(`[aria-live=${politeness}]`)) problems.push(`Nothing is live: ${politeness}.`);
            }
            if (!["en", "ru"].includes(document.documentElement.lang)) problems.push("The page has no language.");
            if (!document.title) problems.push("The page has no title.");
            const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
            const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
            if (twice.length > 0) problems.push(`Ids are there twice: ${twice}.`);
            for (const name of ["for", "aria-labelledby", "aria-describedby", "aria-controls"]) {
                for (const one of document.querySelectorAll(`[${name}]`)) {
                    for (const id of one.getAttribute(name).split(/\s+/)) {
                        if (!document.getElementById(id)) problems.push(`${name} leads to no “${id}”.`);
                    }
                }
            }
            for (const field of document.querySelectorAll("input, select, textarea")) {
                if (field.type === "hidden" || !field.checkVisibility()) continue;
                const isLabelled = field.labels.length > 0
                    || field.hasAttribute("aria-label") || field.hasAttribute("aria-labelledby");
                if (!isLabelled) problems.push(`The field “${field.name || field.id}” has no label.`);
            }
            for (const one of document.querySelectorAll("[aria-hidden=true]")) {
                const within = one.querySelector("a[href], button, input, select, textarea, [tabindex='0']");
                if (within && within.checkVisibility()) problems.push(`The focus can get into what is hidden: ${within.outerHTML.slice(0, 80)}.`);
            }
            for (const one of document.querySelectorAll("[tabindex]")) {
                if (one.tabIndex > 0) problems.push(`The order of tabs is changed: ${one.outerHTML.slice(0, 80)}.`);
            }
            return problems;
        })()
        """#
}
