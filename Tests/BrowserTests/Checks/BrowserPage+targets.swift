extension BrowserPage {
    /// Controls that are smaller than 24 px, except links in a sentence (WCAG 2.2, 2.5.8).
    func smallTargets() throws -> [String] {
        try evaluate(Self.targets).elements.compactMap(\.string)
    }

    private static let targets = #"""
        (() => {
            const least = 24;
            const small = new Set();
            const isInSentence = (one) => getComputedStyle(one).display === "inline"
                && [...one.parentElement.childNodes].some((node) =>
                    node.nodeType === Node.TEXT_NODE && node.textContent.trim().length > 1);
            const controls = "a[href], button, input, select, textarea, summary, [role=tab], [role=switch]";
            for (const one of document.querySelectorAll(controls)) {
                const isSeen = one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
                if (!isSeen || one.closest(".visually-hidden, .skip") || isInSentence(one)) continue;
                const isBox = ["checkbox", "radio"].includes(one.type);
                const { width, height } = (isBox && one.labels[0] || one).getBoundingClientRect();
                // A tenth of a pixel is rounding.
                if (width > least - 0.1 && height > least - 0.1) continue;
                small.add(`${width.toFixed(1)} × ${height.toFixed(1)}: ${one.outerHTML.slice(0, 100)}`);
            }
            return [...small];
        })()
        """#
}
