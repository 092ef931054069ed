extension Connection {
    /// A text constant for a script, quoted.
    ///
    /// Statements with `$n` don't need it.
    package func quoted(literal text: String) -> String {
        quotedLiteral(text)
    }

    /// A name for a script, quoted.
    package func quoted(identifier name: String) -> String {
        quotedIdentifier(name)
    }
}

/// A text constant as SQL takes it, whatever `standard_conforming_strings` says.
package func quotedLiteral(_ text: String) -> String {
    var quoted = ""
    var needsEscapes = false
    for scalar in text.unicodeScalars {
        switch scalar {
        case "'": quoted += "''"
        case "\\":
            quoted += "\\\\"
            needsEscapes = true
        default: quoted.unicodeScalars.append(scalar)
        }
    }
    return needsEscapes ? " E'\(quoted)'" : "'\(quoted)'"
}

/// A name as SQL takes it.
package func quotedIdentifier(_ name: String) -> String {
    var quoted = "\""
    for scalar in name.unicodeScalars {
        if scalar == "\"" { quoted += "\"" }
        quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
}
