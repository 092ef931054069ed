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
        let scalars = text.unicodeScalars
        for index in scalars.indices {
            let scalar = scalars[index]
            let isPart =
                changesForm(of: previous, scalar)
                || isKeycap(scalars[index...].prefix(2), after: previous)
                || hasLines && isDirectionMark(scalar)
            if !isPart, let complaint = complaint(scalar, hasLines: hasLines) { return complaint }
            if !isPart, !isUnseen(scalar) { isSeen = true }
            previous = scalar
        }
        return isSeen ? nil : "must hold a visible character"
    }

    /// What is wrong with a character that belongs to no other.
    private static func complaint(_ scalar: Unicode.Scalar, hasLines: Bool) -> String? {
        if scalar == "\n" || scalar == "\t" {
            return hasLines ? nil : "must be one line, without tabs"
        }
        switch scalar.properties.generalCategory {
        case .control: return "must not hold control characters"
        case .lineSeparator, .paragraphSeparator: return "must not hold separators of lines"
        case .spaceSeparator: return nil
        case .format, .surrogate, .privateUse, .unassigned, .uppercaseLetter, .lowercaseLetter,
            .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark, .spacingMark,
            .enclosingMark, .decimalNumber, .letterNumber, .otherNumber, .connectorPunctuation,
            .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation, .mathSymbol, .currencySymbol, .modifierSymbol,
            .otherSymbol:
            return isUnseen(scalar)
                ? "must not hold characters that are invisible or turn the direction of the text"
                : nil
        @unknown default: return nil
        }
    }

    /// Whether it has no form of its own, but changes that of the character before it.
    ///
    /// These are the joiners in an emoji, or in an Arabic or Indian word; the two selectors that
    /// show an emoji as a picture or as text; and the tags in the flag of a region (Unicode
    /// Standard, chapters 9, 12 and 23; Unicode Technical Standard 51).
    private static func changesForm(
        of previous: Unicode.Scalar?,
        _ scalar: Unicode.Scalar
    ) -> Bool {
        guard let previous else { return false }
        let isAfterEmoji = !previous.isASCII && previous.properties.isEmoji
        switch scalar.value {
        case 0x200C, 0x200D:
            switch previous.value {
            case 0x0600...0x07FF, 0x0860...0x0DFF, 0xFE0F: return true
            default: return isAfterEmoji
            }
        case 0xFE0E, 0xFE0F: return isAfterEmoji
        case 0xE0020...0xE007F:
            return previous.value == 0x1F3F4 || (0xE0020...0xE007F).contains(previous.value)
        default: return false
        }
    }

    /// Whether the characters are the selector and the frame of a digit on a key, such as 1️⃣.
    private static func isKeycap(
        _ pair: Substring.UnicodeScalarView,
        after previous: Unicode.Scalar?
    ) -> Bool {
        guard let previous, previous.isASCII, previous.properties.isEmoji else { return false }
        return pair.map(\.value) == [0xFE0F, 0x20E3]
    }

    /// A mark that only orders a text of mixed directions; it turns nothing around it.
    private static func isDirectionMark(_ scalar: Unicode.Scalar) -> Bool {
        [0x200E, 0x200F, 0x061C].contains(scalar.value)
    }

    /// Whether nobody sees it, or it is not assigned to any use.
    static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .unassigned || isUnseen(scalar)
    }

    /// Whether nobody sees it: controls, formats such as U+200B and U+FEFF, spaces, line ends,
    /// fillers, variation selectors, and letters and symbols that are blank.
    ///
    /// What is not assigned yet counts as seen: it may be an emoji newer than this program.
    private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .surrogate,
            .privateUse:
            return true
        case .unassigned, .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter,
            .otherLetter, .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber,
            .letterNumber, .otherNumber, .connectorPunctuation, .dashPunctuation,
            .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
            .otherPunctuation, .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol:
            return scalar.properties.isDefaultIgnorableCodePoint
                || scalar.properties.isNoncharacterCodePoint || isBlank(scalar)
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
