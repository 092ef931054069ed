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
        "a\u{200B}b", "a\u{AD}b", "a\u{202E}b", "a\u{2066}b", "a\u{200E}b", "a\u{FEFF}b",
        "a\u{2028}b", "a\u{2029}b", "a\u{85}b", "a\u{1}b", "a\u{E000}b", "a\u{200D}b",
        "\u{435}\u{200C}\u{445}",
    ])
    func `a text with characters that nobody sees is refused`(text: String) {
        for rule in [TextRule.personName, .title, .memo, .description] {
            #expect(rule.complaint(text) != nil)
        }
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
