import TestSupport
import Testing

@testable import API

/// What a text must be that others are shown.
@Suite("12.10: shown texts are seen", .patient)
struct ShownTextTests {
    private static let blank = [
        " ", "  ", "\u{200B}", "\u{A0}", "\u{AD}\u{AD}", "\u{2800}", "\u{3164}", "\u{FFFC}",
        "\u{FE0F}", "\u{1D159}",
    ]

    @Test(arguments: blank)
    func `a text without a visible character is refused`(text: String) {
        for rule in [TextRule.personName, .title, .memo, .description] {
            #expect(rule.complaint(text) != nil)
        }
    }

    @Test(arguments: [
        "a\u{200B}b", "a\u{AD}b", "a\u{202E}b", "a\u{2066}b", "a\u{FEFF}b", "a\u{3164}b",
        "a\u{2028}b", "a\u{2029}b", "a\u{85}b", "a\u{1}b", "a\u{E000}b", "a\u{200D}b",
        "\u{435}\u{200C}\u{445}", "a\u{115F}b", "a\u{1160}b", "a\u{FFA0}b", "a\u{34F}b",
        "a\u{17B4}b", "a\u{FE0F}b", "a\u{FE0E}", "1\u{FE0F}", "1\u{FE0F}b", "a\u{2800}b",
        "a\u{FFFC}b", "a\u{E0067}b", "☕\u{E0067}", "a\u{2065}b", "a\u{FFFF}b", "\u{FE0F}a",
    ])
    func `a text with characters that nobody sees is refused`(text: String) {
        for rule in [TextRule.personName, .title, .memo, .description] {
            #expect(rule.complaint(text) != nil)
        }
    }

    @Test(arguments: ["\u{200E}", "\u{200F}", "\u{61C}"])
    func `only a text of several lines has marks of its direction`(mark: String) {
        let text = "אב\(mark) (1)"
        for rule in [TextRule.memo, .description] {
            #expect(rule.complaint(text) == nil)
            #expect(rule.complaint(mark) != nil)
        }
        for rule in [TextRule.personName, .title, .reference] {
            #expect(rule.complaint(text) != nil)
        }
        #expect(MetadataRule.complaint("note", text) == nil)
        #expect(MetadataRule.complaint(text, "note") != nil)
    }

    @Test func `what is not assigned yet may be a new emoji, but not in an e-mail address`() {
        #expect(TextRule.personName.complaint("\u{1FAFF}") == nil)
        #expect(TextRule.memo.complaint("a\u{1FAFF}") == nil)
        #expect(TextRule.email.complaint("a\u{1FAFF}@x.org") != nil)
    }

    @Test(arguments: ["a\nb", "a\tb", "a\r\nb"])
    func `a name is one line`(text: String) {
        for rule in [TextRule.personName, .title] { #expect(rule.complaint(text) != nil) }
    }

    @Test func `memos and descriptions may have lines, or be empty`() {
        for rule in [TextRule.memo, .description] {
            #expect(rule.complaint("for\n\ttea") == nil)
            #expect(rule.complaint("") == nil)
        }
    }

    @Test(arguments: [
        "Alice A.", "Ann\u{A0}B.", "Мария", "é", "e\u{301}", "日本", "👩\u{200D}👧", "❤\u{FE0F}",
        "🏳\u{FE0F}\u{200D}🌈", "\u{645}\u{6CC}\u{200C}\u{62E}", "עברית", "½ ☕\u{FE0F}",
        "1\u{FE0F}\u{20E3}", "☎\u{FE0E}",
        "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
    ])
    func `names of all scripts and emoji are taken`(text: String) {
        for rule in [TextRule.personName, .title, .memo, .description] {
            #expect(rule.complaint(text) == nil)
        }
    }

    @Test(arguments: [
        ("https://boats.example.org", true), ("HTTP://b", true), ("", true),
        ("javascript:alert(1)", false), ("data:text/html,x", false), ("boats.example.org", false),
        ("//boats.example.org", false), ("https://", false), ("https://a b", false),
        ("ftp://boats.example.org", false), (" https://a", false),
    ])
    func `a site has a scheme of the web`(text: String, isFine: Bool) {
        #expect((TextRule.site.complaint(text) == nil) == isFine)
    }
}
