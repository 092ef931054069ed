extension BrowserPage {
    /// Texts with too little contrast to their background.
    ///
    /// The minimum is 4.5 to 1, and 3 to 1 for large texts (WCAG 2.2, 1.4.3, level AA). Disabled
    /// controls may have less.
    func faintTexts() throws -> [String] {
        try evaluate(Self.contrast).elements.compactMap(\.string)
    }

    private static let contrast = #"""
        (() => {
            const parse = (text) => {
                const [red, green, blue, alpha = 1] = text.match(/[\d.]+/g).map(Number);
                const scale = text.startsWith("color(srgb") ? 255 : 1;
                return { rgb: [red * scale, green * scale, blue * scale], alpha };
            };
            const over = (top, bottom, alpha) => top.map((one, at) => one * alpha + bottom[at] * (1 - alpha));
            const luminance = (rgb) => {
                const [red, green, blue] = rgb.map((one) => {
                    const share = one / 255;
                    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
                });
                return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
            };
            const behind = (element) => {
                const layers = [];
                let isPainted = false;
                for (let one = element; one; one = one.parentElement) {
                    const style = getComputedStyle(one);
                    layers.push(parse(style.backgroundColor));
                    if (style.backgroundImage !== "none" && one !== element) isPainted = true;
                    if (layers.at(-1).alpha === 1) break;
                }
                const canvas = matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255];
                return { isPainted, rgb: layers.reduceRight((rgb, { rgb: top, alpha }) => over(top, rgb, alpha), canvas) };
            };
            const opacity = (element) => {
                let product = 1;
                for (let one = element; one; one = one.parentElement) product *= Number(getComputedStyle(one).opacity);
                return product;
            };
            const faint = new Set();
            const check = (element, text, style, colour) => {
                const { rgb, isPainted } = behind(element);
                const ink = parse(colour);
                const shown = over(ink.rgb, rgb, ink.alpha * opacity(element));
                const [dark, light] = [luminance(shown), luminance(rgb)].sort((a, b) => a - b);
                const ratio = (light + 0.05) / (dark + 0.05);
                const size = parseFloat(style.fontSize);
                const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
                if (isPainted || ratio < (isLarge ? 3 : 4.5)) {
                    faint.add(`${ratio.toFixed(2)} to 1 (${colour}): “${text.slice(0, 60)}” in ${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""}`);
                }
            };
            const isUseless = (element) => element.closest(":disabled, [aria-disabled=true], [inert]") !== null;
            const isSeen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
                && !element.closest(".visually-hidden, .skip");
            const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const text = walker.currentNode.textContent.trim();
                const element = walker.currentNode.parentElement;
                if (text === "" || element.closest("script, style, noscript, option, datalist")) continue;
                if (!isSeen(element) || isUseless(element)) continue;
                const style = getComputedStyle(element);
                check(element, text, style, element instanceof SVGElement ? style.fill : style.color);
            }
            for (const input of document.querySelectorAll("input, textarea, select")) {
                if (!isSeen(input) || isUseless(input) || ["checkbox", "radio"].includes(input.type)) continue;
                const style = getComputedStyle(input);
                check(input, input.value || input.name, style, style.color);
                if (input.placeholder) {
                    check(input, input.placeholder, style, getComputedStyle(input, "::placeholder").color);
                }
            }
            return [...faint];
        })()
        """#
}
