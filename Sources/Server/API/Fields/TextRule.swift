import Queries

/// What a text field takes.
package struct TextRule: Sendable {
    /// Nil if the text is fine, or what is wrong with it.
    package let complaint: @Sendable (String) -> String?

    package static let username = TextRule { text in
        let isFine = (3...50).contains(text.utf8.count) && text.utf8.allSatisfy(isOfUsername)
        return isFine ? nil : "must be 3 to 50 letters, digits, dots, hyphens or underscores"
    }

    /// How a user name begins, in any letter case.
    static let usernameBeginning = TextRule { text in
        let isFine = text.utf8.count <= 50 && text.utf8.allSatisfy(isOfUsername)
        return isFine ? nil : "must be at most 50 letters, digits, dots, hyphens or underscores"
    }

    /// A user name that somebody may take: not one under which a system account is shown.
    package static let newUsername = TextRule { text in
        if let complaint = username.complaint(text) { return complaint }
        return SystemAccount.isNamed(NormalForm.username(text))
            ? "is the name of an account of Tally itself: take another" : nil
    }

    /// Something, one at sign, and a domain; what is really deliverable only a message can tell.
    package static let email = TextRule { text in
        let wrong = "must be an e-mail address such as name@example.org, at most 254 bytes"
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

    package static let password = TextRule { text in
        (8...72).contains(text.utf8.count) ? nil : "must be 8 to 72 bytes"
    }

    /// One of two words.
    static func word(_ first: String, _ second: String) -> TextRule {
        TextRule { text in
            [first, second].contains(text) ? nil : "must be \"\(first)\" or \"\(second)\""
        }
    }

    /// Any text of so many characters without control characters.
    package static func characters(_ bounds: ClosedRange<Int>) -> TextRule {
        TextRule { text in
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

    static let personName = characters(1...100)
    static let memo = characters(0...200)
    static let title = characters(1...200)
    static let description = characters(0...2_000)
    static let site = characters(0...500)

    private static func isOfUsername(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) || byte == 0x2E || byte == 0x5F || byte == 0x2D
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
