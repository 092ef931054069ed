/// What a text must be that others are shown: something that they see, and nothing that they don't.
///
/// Two names that look alike must not differ in characters without a form, and no name may turn the
/// direction of the text around it (Unicode Standard Annex 9) or begin another line.
enum ShownText {
    /// What is wrong with the text; nil if nothing is, or if it is empty.
    ///
    /// `hasLines` says whether it may go over several lines.
    static func complaint(_ text: String, hasLines: Bool) -> String? {
        var isSeen = text.isEmpty
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if let complaint = complaint(scalar, after: previous, hasLines: hasLines) {
                return complaint
            }
            if !isInvisible(scalar) { isSeen = true }
            previous = scalar
        }
        return isSeen ? nil : "must hold a visible character"
    }

    private static func complaint(
        _ scalar: Unicode.Scalar,
        after previous: Unicode.Scalar?,
        hasLines: Bool
    ) -> String? {
        if scalar == "\n" || scalar == "\t" {
            return hasLines ? nil : "must be one line, without tabs"
        }
        switch scalar.properties.generalCategory {
        case .control: return "must not hold control characters"
        case .lineSeparator, .paragraphSeparator: return "must not hold separators of lines"
        case .format, .surrogate, .privateUse, .unassigned:
            return joins(scalar, to: previous)
                ? nil
                : "must not hold characters that are invisible or turn the direction of the text"
        case .spaceSeparator, .uppercaseLetter, .lowercaseLetter, .titlecaseLetter,
            .modifierLetter, .otherLetter, .nonspacingMark, .spacingMark, .enclosingMark,
            .decimalNumber, .letterNumber, .otherNumber, .connectorPunctuation, .dashPunctuation,
            .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
            .otherPunctuation, .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol:
            return nil
        @unknown default: return nil
        }
    }

    /// Whether it is one of the two joiners, after a character whose form it changes: part of an
    /// emoji, or of an Arabic or Indian word (Unicode Standard, chapters 9, 12 and 23).
    private static func joins(_ scalar: Unicode.Scalar, to previous: Unicode.Scalar?) -> Bool {
        guard scalar.value == 0x200C || scalar.value == 0x200D, let previous else { return false }
        switch previous.value {
        case 0x0600...0x07FF, 0x0860...0x0DFF, 0xFE0F: return true
        case 0x80...: return previous.properties.isEmoji
        default: return false
        }
    }

    /// Whether nobody sees it: controls, formats such as U+200B and U+FEFF, spaces, line ends,
    /// fillers, variation selectors, letters and symbols that are blank, and what is not assigned
    /// to any use.
    static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .surrogate,
            .privateUse, .unassigned:
            return true
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .letterNumber,
            .otherNumber, .connectorPunctuation, .dashPunctuation, .openPunctuation,
            .closePunctuation, .initialPunctuation, .finalPunctuation, .otherPunctuation,
            .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol:
            return scalar.properties.isDefaultIgnorableCodePoint || isBlank(scalar)
        @unknown default: return true
        }
    }

    /// Letters and symbols of the Unicode Character Database whose form is empty: the Braille
    /// pattern without dots, the place of an object, a note without a head, Egyptian blanks.
    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x2800, 0xFFFC, 0x1D159, 0x13441, 0x13442: true
        default: false
        }
    }
}
