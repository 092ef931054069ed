import Crypto
import Foundation
import Queries

/// What a text field takes.
package struct TextRule: Sendable {
    /// How the documents show such a text.
    private let shape: Schema.Text
    /// Nil if the text is fine, or what is wrong with it.
    package let complaint: @Sendable (String) -> String?

    init(_ shape: Schema.Text, _ complaint: @escaping @Sendable (String) -> String?) {
        self.shape = shape
        self.complaint = complaint
    }

    /// With an example of its own, or that of the rule.
    func schema(_ example: String?) -> Schema.Text {
        var schema = shape
        if let example { schema.example = example }
        return schema
    }

    package static let username = TextRule(
        Schema.Text(example: "alice", length: 3...50, pattern: "^[A-Za-z0-9._-]{3,50}$")
    ) { text in
        let isFine = (3...50).contains(text.utf8.count) && text.utf8.allSatisfy(isOfUsername)
        return isFine ? nil : "must be 3 to 50 letters, digits, dots, hyphens or underscores"
    }

    /// How a user name begins, in any letter case.
    static let usernameBeginning = TextRule(
        Schema.Text(example: "ali", length: 0...50, pattern: "^[A-Za-z0-9._-]{0,50}$")
    ) { text in
        let isFine = text.utf8.count <= 50 && text.utf8.allSatisfy(isOfUsername)
        return isFine ? nil : "must be at most 50 letters, digits, dots, hyphens or underscores"
    }

    /// A user name that somebody may take: not one under which a system account is shown.
    package static let newUsername = TextRule(username.shape) { text in
        if let complaint = username.complaint(text) { return complaint }
        return SystemAccount.isNamed(NormalForm.username(text))
            ? "is the name of an account of Tally itself: take another" : nil
    }

    /// Something, one at sign, and a domain; only a message can show whether it is deliverable.
    package static let email = TextRule(
        Schema.Text(example: "alice@example.org", length: 3...254, format: "email")
    ) { text in
        let wrong = "must be an e-mail address such as name@example.org, at most 254 bytes"
        guard text.unicodeScalars.allSatisfy({ !ShownText.isInvisible($0) }) else {
            return "must not hold invisible characters, such as a space of no width"
        }
        let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard text.utf8.count <= 254, parts.count == 2, (1...64).contains(parts[0].count)
        else { return wrong }
        let labels = parts[1].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isDomain = labels.allSatisfy { label in
            (1...63).contains(label.count)
                && label.allSatisfy { isLetterOrDigit($0) || $0 == 0x2D || $0 >= 0x80 }
        }
        let isLocal = parts[0].allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != 0x22 && $0 != 0x2C }
        return isDomain && isLocal ? nil : wrong
    }

    /// A password that somebody chooses, as far as it doesn't depend on the person's names.
    package static let password = TextRule(
        Schema.Text(example: "correct horse 7", length: PasswordRule.chosenBytes)
    ) { PasswordRule.complaint($0) }

    /// One of two words.
    package static func word(_ first: String, _ second: String) -> TextRule {
        TextRule(Schema.Text(example: first, words: [first, second])) { text in
            [first, second].contains(text) ? nil : "must be \"\(first)\" or \"\(second)\""
        }
    }

    /// Any text of so many characters without control characters.
    static func characters(_ bounds: ClosedRange<Int>, _ example: String) -> TextRule {
        TextRule(Schema.Text(example: example, length: bounds)) { text in
            // Bytes first: they bound the work, and no text has more characters than bytes.
            guard text.utf8.count <= bounds.upperBound * 4,
                bounds.contains(text.unicodeScalars.count)
            else {
                return bounds.lowerBound == 0
                    ? "must be at most \(bounds.upperBound) characters"
                    : "must be \(bounds.lowerBound) to \(bounds.upperBound) characters"
            }
            let isClean = text.unicodeScalars.allSatisfy { scalar in
                (scalar.value >= 0x20 && scalar.value != 0x7F) || scalar == "\n" || scalar == "\t"
            }
            return isClean ? nil : "must not hold control characters"
        }
    }

    /// The same for a text that others are shown.
    static func shown(
        _ bounds: ClosedRange<Int>,
        _ example: String,
        hasLines: Bool = false
    ) -> TextRule {
        let any = characters(bounds, example)
        return TextRule(any.shape) { text in
            any.complaint(text) ?? ShownText.complaint(text, hasLines: hasLines)
        }
    }

    static let personName = shown(1...100, "Alice A.")
    package static let memo = shown(0...200, "Lunch", hasLines: true)
    /// What a client calls something of its own.
    package static let reference = shown(1...64, "INV-2041")
    package static let title = shown(1...200, "Paddle")
    package static let description = shown(0...2_000, "Ash wood", hasLines: true)

    /// The address of a web site, or nothing; browsers follow other schemes into the page itself.
    package static let site = TextRule(siteText.shape) { text in
        if let complaint = siteText.complaint(text) { return complaint }
        let isAddress = ["http://", "https://"].contains { scheme in
            text.lowercased().hasPrefix(scheme) && text.utf8.count > scheme.utf8.count
        }
        let hasGap = text.unicodeScalars.contains(where: \.properties.isWhitespace)
        return text.isEmpty || isAddress && !hasGap
            ? nil : "must be an address such as https://boats.example.org, or empty"
    }
    private static let siteText = shown(0...500, "https://boats.example.org")

    /// A user name or an e-mail address, right or wrong.
    static let login = characters(1...254, "alice")
    /// A password to be compared, right or wrong.
    static let secret = TextRule(
        Schema.Text(example: "correct horse 7", length: PasswordRule.comparedCharacters)
    ) { PasswordRule.comparedComplaint($0) }
    static let oneTimeCode = characters(1...100, "42-7k3mq-x9d4w-2hj8n-c5vtb")
    package static let refreshToken = characters(
        1...1_024,
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2ln"
    )

    /// A member of an OAuth2 form that is ignored.
    static let oauthText = characters(0...1_024, "")

    private static func isOfUsername(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || byte == 0x2E || byte == 0x5F || byte == 0x2D
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}

/// The one comparable form of names: two that differ only in letter case are the same name.
package enum NormalForm {
    /// User names are ASCII, so that only letter case differs.
    package static func username(_ text: String) -> String { text.lowercased() }

    /// An accent may be written as one code point or as two; both are the same address.
    package static func email(_ text: String) -> String {
        text.precomposedStringWithCanonicalMapping.lowercased()
    }
}
