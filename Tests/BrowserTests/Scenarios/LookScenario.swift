import TestSupport
import Testing

extension Pages {
    @Suite(.patient) struct LookScenario {
        private let service: RunningService
        private let browser: Browser

        init() throws {
            service = try RunningService.shared.get()
            browser = try Browser()
        }

        @Test(BrowserRun.core, arguments: Visitor.allCases)
        func `every page is accessible and has enough contrast in both themes`(
            visitor: Visitor
        ) throws {
            let tour = try Tour(visitor, service, browser)
            let places = visitor.places.filter { BrowserRun.isAll || $0.prepare == nil }
            try tour.visit(places) { place in
                let problems = try tour.page.accessibilityProblems()
                #expect(problems.isEmpty, "\(place.name)")
                for isDark in [false, true] {
                    try tour.page.prefer(dark: isDark)
                    let faint = try tour.page.faintTexts()
                    #expect(faint.isEmpty, "\(place.name), \(isDark ? "dark" : "light")")
                }
            }
        }

        @Test(BrowserRun.all, arguments: Visitor.allCases, ["English", "Русский"])
        func `no page is wider than the screen of a phone`(
            visitor: Visitor,
            language: String
        ) throws {
            let tour = try Tour(visitor, service, browser)
            try tour.choose(language)
            try tour.page.setSize(width: 360, height: 740)
            let places = visitor.places.filter { language == "English" || $0.prepare == nil }
            try tour.visit(places) { place in
                let tooWide = try tour.page.evaluate(Self.widerThanPage).elements
                #expect(tooWide.isEmpty, "\(place.name)")
            }
        }

        @Test(BrowserRun.core, arguments: Visitor.allCases, [Int64(360), 1_280])
        func `28: nothing moves while a page is loaded, and every target is large enough`(
            visitor: Visitor,
            width: Int64
        ) throws {
            let tour = try Tour(visitor, service, browser)
            try tour.page.watchShifts()
            try tour.page.setSize(width: width, height: 800)
            let places = visitor.places.filter { BrowserRun.isAll || $0.prepare == nil }
            try tour.visit(places) { place in
                let small = try tour.page.smallTargets()
                #expect(small.isEmpty, "\(place.name)")
                // A value that is only an example would be taken for a typed one.
                let examples = try tour.page.evaluate(
                    "[...document.querySelectorAll('[placeholder]')].map((one) => one.placeholder)"
                )
                #expect(examples.elements.isEmpty, "\(place.name)")
                guard place.prepare == nil else { return }
                let shift = try tour.page.layoutShift()
                #expect(shift.sum <= 0.05, "\(place.name): \(shift.most)")
            }
        }

        @Test(
            BrowserRun.all,
            BrowserRun.pictures,
            arguments: Visitor.allCases,
            ["English", "Русский"]
        )
        func `every page is kept as a picture`(visitor: Visitor, language: String) throws {
            let tour = try Tour(visitor, service, browser)
            try tour.choose(language)
            for (device, width, height) in [
                ("phone", Int64(360), Int64(740)), ("desktop", 1_280, 900),
            ] {
                try tour.page.setSize(width: width, height: height)
                let places = visitor.places.filter { language == "English" || $0.prepare == nil }
                try tour.visit(places) { place in
                    for (look, isDark) in [("light", false), ("dark", true)] {
                        try tour.page.prefer(dark: isDark)
                        try tour.page.saveScreenshot("\(place.name)-\(language)-\(device)-\(look)")
                    }
                }
            }
        }

        /// The elements that make the page scroll sideways.
        private static let widerThanPage = #"""
            (() => {
                const { scrollWidth, clientWidth } = document.documentElement;
                if (scrollWidth <= clientWidth) return [];
                const out = [...document.body.querySelectorAll("*")].filter((one) =>
                    one.getBoundingClientRect().right > clientWidth + 1);
                return [`${scrollWidth} px`, ...out.slice(0, 5).map((one) => one.outerHTML.slice(0, 120))];
            })()
            """#
    }
}
