import Foundation

/// What a password must be: the one rule for registration, change, reset and sign-in.
package enum PasswordRule {
    /// The length of a password that somebody chooses, in bytes of its composed form.
    package static let chosenBytes = 8...72
    /// The rule in one line, for the documents.
    package static let summary =
        "8 to 72 bytes in NFC; not one of the most common ones, and not the user's own name."
    /// The length of a password that is only compared: whatever was ever accepted fits in.
    package static let comparedCharacters = 1...1_024

    /// What is wrong with a password that somebody chooses; nil if nothing is.
    ///
    /// `names` are the person's own: user name, e-mail address, display name.
    package static func complaint(_ text: String, of names: [String] = []) -> String? {
        let bytes = Password(text).composed.count
        guard chosenBytes.contains(bytes) else {
            return "must be \(chosenBytes.lowerBound) to \(chosenBytes.upperBound) bytes"
        }
        let isControlled = text.unicodeScalars.contains {
            $0.value < 0x20 || (0x7F...0x9F).contains($0.value)
        }
        if isControlled { return "must not hold control characters" }
        let scalars = compared(text)
        if scalars.allSatisfy(\.properties.isWhitespace) { return "must not be blank" }
        if isRepetition(scalars) {
            return "must not repeat the same few characters: take a few words"
        }
        if KeyboardRun.cover(scalars) {
            return "must not be a row of the keyboard or the alphabet: take a few words"
        }
        if WrittenDate.matches(scalars) { return "must not be a date: take a few words" }
        if names.contains(where: { isName($0, scalars) }) {
            return "must not be your own name or e-mail address"
        }
        if CommonPasswords.contain(scalars) {
            return "is one of the most common passwords: take a few words"
        }
        return nil
    }

    /// The text as guessers see it: in lower case, with letters of full width, ligatures and the
    /// like as the plain ones (NFKC), without blanks around it.
    ///
    /// Only the text itself is hashed.
    private static func compared(_ text: String) -> [Unicode.Scalar] {
        let plain = text.lowercased().precomposedStringWithCompatibilityMapping.unicodeScalars
        let left = plain.drop(while: \.properties.isWhitespace)
        let blanks = left.reversed().prefix(while: \.properties.isWhitespace).count
        return Array(left.dropLast(blanks))
    }

    /// What is wrong with a password that is only compared; nil if nothing is.
    package static func comparedComplaint(_ text: String) -> String? {
        let bounds = comparedCharacters
        // Bytes first: they bound the work, and no text has more characters than bytes.
        let fits =
            text.utf8.count <= bounds.upperBound * 4 && bounds.contains(text.unicodeScalars.count)
        return fits ? nil : "must be \(bounds.lowerBound) to \(bounds.upperBound) characters"
    }

    /// Whether the text is one to four characters again and again.
    private static func isRepetition(_ text: [Unicode.Scalar]) -> Bool {
        (1...4).contains { unit in
            unit < text.count
                && text.indices.dropFirst(unit).allSatisfy { text[$0] == text[$0 - unit] }
        }
    }

    /// Whether the text is the name, of an e-mail address also the part before the at sign, once or
    /// again and again, also backwards, with digits and signs between and after.
    private static func isName(_ name: String, _ text: [Unicode.Scalar]) -> Bool {
        let lower = compared(name)
        let local = lower.prefix { $0 != "@" }
        return [lower, Array(local), lower.reversed()].contains { name in
            // Two letters in front of digits are nobody's name.
            guard name.count >= 3, text.starts(with: name) else { return false }
            var rest = text.dropFirst(name.count)
            while !rest.isEmpty {
                if rest.starts(with: name) {
                    rest = rest.dropFirst(name.count)
                } else if rest.first?.properties.isAlphabetic == true {
                    return false
                } else {
                    rest = rest.dropFirst()
                }
            }
            return true
        }
    }
}

/// Neighbours on a keyboard, in the alphabet or among the digits.
private enum KeyboardRun {
    /// Rows, columns and zigzags of keyboards, and alphabets; a run may go either way.
    private static let lines: [[Unicode.Scalar]] = [
        "01234567890", "123456789101112131415", "qwertyuiop[]\\", "asdfghjkl;'", "zxcvbnm,./",
        "qwertzuiopü", "azertyuiop",
        "yxcvbnm", "`1234567890-=", "!@#$%^&*()_+", "!\"№;%:?*()_+", "abcdefghijklmnopqrstuvwxyz",
        "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/", "qazwsxedcrfvtgbyhnujmik,ol.p;/",
        "zaq1xsw2cde3vfr4bgt5nhy6mju7,ki8.lo9/;p0", "zaqxswcdevfrbgtnhymju,ki.lo/;p",
        "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "1a2s3d4f5g6h7j8k9l", "1z2x3c4v5b6n7m",
        "qawsedrftgyhujikolp", "a1b2c3d4e5f6g7h8i9", "1a2b3c4d5e6f7g8h9i", "147258369", "159357",
        "741852963", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "ёйцукенгшщзхъ",
        "йфяцычувскамепинртгоь",
        "1й2ц3у4к5е6н7г8ш9щ0з", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    ].map { Array($0.unicodeScalars) }
    private static let allLines = lines + lines.map { $0.reversed() }
    /// Characters that make a run.
    private static let shortest = 3

    /// Whether runs, one after the other, make up the whole text.
    static func cover(_ text: [Unicode.Scalar]) -> Bool {
        // Whether the first so many characters are covered.
        var isCovered = [true] + Array(repeating: false, count: text.count)
        for start in text.indices where isCovered[start] {
            for line in allLines {
                for offset in line.indices where line[offset] == text[start] {
                    let run = zip(line[offset...], text[start...]).prefix { $0 == $1 }.count
                    guard run >= shortest else { continue }
                    for length in shortest...run { isCovered[start + length] = true }
                }
            }
        }
        return isCovered[text.count]
    }
}

/// A day as people write it: there are fewer of them in a century than a guesser tries in a minute.
private enum WrittenDate {
    private static let separators: Set<Unicode.Scalar> = [".", "-", "/", " ", ",", "_"]

    /// Whether the text is a day with its year, with signs between the numbers or without, in any
    /// order that is usual somewhere.
    static func matches(_ text: [Unicode.Scalar]) -> Bool {
        guard text.count <= 12 else { return false }
        let parts = text.split { separators.contains($0) }
        if parts.count == 3 { return isDate(parts) }
        guard parts.count == 1, text.count == 8 else { return false }
        return isDate([text[0..<2], text[2..<4], text[4..<8]])
            || isDate([text[0..<4], text[4..<6], text[6..<8]])
    }

    private static func isDate(_ parts: [ArraySlice<Unicode.Scalar>]) -> Bool {
        let numbers = parts.compactMap(number)
        guard numbers.count == 3 else { return false }
        let isYearFirst = parts[0].count == 4
        let (year, day) = isYearFirst ? (0, [1, 2]) : (2, [0, 1])
        let isYear = parts[year].count == 2 || (1900...2099).contains(numbers[year])
        let isDay = day.allSatisfy { parts[$0].count <= 2 && (1...31).contains(numbers[$0]) }
        return isYear && isDay && day.contains { numbers[$0] <= 12 }
    }

    /// Nil unless all are ASCII digits.
    private static func number(_ digits: ArraySlice<Unicode.Scalar>) -> Int? {
        digits.allSatisfy { (0x30...0x39).contains($0.value) }
            ? digits.reduce(0) { $0 * 10 + Int($1.value) - 0x30 } : nil
    }
}
