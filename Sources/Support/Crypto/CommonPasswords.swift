/// The passwords that people choose most, as the words and names that they are made of.
///
/// A password is common if it is one of `words` in any letter case: as it is, backwards, twice, as
/// several, with figures and signs in place of letters (`p@ssw0rd`), with up to four digits or a
/// short word before it, with up to eight digits and signs after it, in parts (`good-luck`). So
/// these words stand for far more than the 3,000 passwords that a guesser tries first.
/// `KeyboardRun` has the rows of keyboards, and `WrittenDate` the dates.
enum CommonPasswords {
    /// Whether the text, in lower case and NFC, is a common password.
    static func contain(_ text: [Unicode.Scalar]) -> Bool {
        hasWord(text) || joined(text).map(hasWord) == true
    }

    /// The text without the signs between its letters; nil if there are none, or others.
    ///
    /// A password such as `otter-7` is not the word with a digit after it.
    private static func joined(_ text: [Unicode.Scalar]) -> [Unicode.Scalar]? {
        let parts = text.split(omittingEmptySubsequences: false) { joints.contains($0) }
        let areWords = parts.dropLast().allSatisfy { $0.last?.properties.isAlphabetic == true }
        let goOn = parts.dropFirst().allSatisfy { $0.first?.properties.isAlphabetic == true }
        return parts.count > 1 && areWords && goOn ? Array(parts.joined()) : nil
    }

    /// Whether the text is a word, perhaps with digits before it, and digits and signs after it.
    private static func hasWord(_ text: [Unicode.Scalar]) -> Bool {
        let front = text.prefix(4).prefix(while: isDigit).count
        let back = text.reversed().prefix(8).prefix { isDigit($0) || signs.contains($0) }.count
        return [0, front].contains { start in
            (0...back).contains { dropped in
                start < text.count - dropped && isWritten(text[start..<text.count - dropped])
            }
        }
    }

    /// Whether the text is a word, perhaps with figures and signs in place of letters.
    private static func isWritten(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
        if isWord(text) { return true }
        guard text.contains(where: { $0 == "1" || letters[$0] != nil }) else { return false }
        // The figure 1 is either of two letters.
        return ["l", "i"].contains { one in
            isWord(text.map { $0 == "1" ? one : letters[$0] ?? $0 }[...])
        }
    }

    private static func isWord(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
        let half = text.prefix(text.count / 2)
        let single = half.elementsEqual(text.dropFirst(half.count)) ? half : text
        return [Array(single), single.reversed()].contains { scalars in
            var word = String()
            word.unicodeScalars.append(contentsOf: scalars)
            return words.contains(word)
                || word.hasSuffix("s") && words.contains(String(word.dropLast()))
                || fronts.contains { front in
                    word.hasPrefix(front) && words.contains(String(word.dropFirst(front.count)))
                }
        }
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        (0x30...0x39).contains(scalar.value)
    }

    /// The signs that people put between words.
    private static let joints: Set<Unicode.Scalar> = ["-", "_", ".", " ", "'"]
    /// The signs that people put after a word; not the hyphen, the dot and the blank, which join
    /// words.
    private static let signs: Set<Unicode.Scalar> = ["!", "?", "@", "#", "$", "%", "&", "*", "+"]
    private static let fronts = ["my", "the", "i", "мой", "моя"]
    private static let letters: [Unicode.Scalar: Unicode.Scalar] = [
        "0": "o", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s", "!": "i",
    ]

    static let words: Set<String> = Set(
        [habits, things, names, places, otherLanguages, russian].flatMap { list in
            list.split(whereSeparator: \.isWhitespace).map(String.init)
        }
    )
}
