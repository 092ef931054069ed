import CLibPQ

/// A conninfo string or URL taken apart by libpq, to keep its password out of messages.
package struct Conninfo {
    private let secrets: [String]
    /// Not every server that answers will do.
    let wantsKindOfServer: Bool

    /// Throws if libpq can't read the text.
    ///
    /// Its reason may quote the text, password included, so what stands between quotation marks is
    /// left out.
    init(_ text: String) throws(PostgresError) {
        var reason: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(text, &reason) else {
            let cause = oneLine(reason)
            PQfreemem(reason)
            throw .connection("the connection string is not valid: \(Self.withoutQuoted(cause))")
        }
        defer { PQconninfoFree(options) }
        var secrets: [String] = []
        var kind = "any"
        var option = options
        while let keyword = option.pointee.keyword {
            let name = String(cString: keyword)
            if name == "password" || name == "sslpassword", let value = option.pointee.val {
                secrets.append(String(cString: value))
            }
            if name == "target_session_attrs", let value = option.pointee.val {
                kind = String(cString: value)
            }
            option += 1
        }
        wantsKindOfServer = kind != "any"
        self.secrets = secrets.filter { !$0.isEmpty }
    }

    /// The text with every password replaced.
    func redacted(_ text: String) -> String {
        var text = text
        for secret in secrets {
            text = text.split(separator: secret, omittingEmptySubsequences: false)
                .joined(separator: "***")
        }
        return text
    }

    /// A value as conninfo takes it, whatever it contains.
    package static func quoted(_ value: String) -> String {
        var text = "'"
        for character in value {
            if character == "'" || character == "\\" { text.append("\\") }
            text.append(character)
        }
        return text + "'"
    }

    private static func withoutQuoted(_ text: String) -> String {
        let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
        guard let first = parts.first, let last = parts.last, parts.count > 2 else { return text }
        // From the first to the last mark: a password may itself contain one.
        return "\(first)…\(last)"
    }
}
