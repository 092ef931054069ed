/// A text constant as SQL takes it, whatever `standard_conforming_strings` says.
func quotedLiteral(_ text: String) -> String {
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
