import Foundation

/// Sites whose pages may use the API, as `Origin` names them: `https://shop.example.org`, with
/// commas between.
enum WebOrigins {
    static func list(_ text: String?) -> [String] {
        (text ?? "").split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
    }

    /// What is wrong with the list; nil if nothing is.
    static func complaint(_ text: String) -> String? {
        let origins = list(text)
        guard !origins.isEmpty else {
            return "must name an origin such as https://shop.example.org"
        }
        return origins.lazy.compactMap(complaint(origin:)).first
    }

    private static func complaint(origin: String) -> String? {
        guard origin != "*" else {
            return
                "must name each origin: with * any page that a user opens could register, sign in "
                + "and guess passwords from the user's own address"
        }
        guard let parts = URLComponents(string: origin), let host = parts.host, !host.isEmpty,
            let scheme = parts.scheme, ["http", "https"].contains(scheme),
            parts.path.isEmpty, parts.user == nil, parts.password == nil, parts.query == nil,
            parts.fragment == nil, origin.allSatisfy({ $0.isASCII && !$0.isUppercase })
        else {
            return
                "must be origins such as https://shop.example.org or http://localhost:3000, as a "
                + "browser writes them: in lower case, without a path or a slash at the end"
        }
        if let port = parts.port, port == (scheme == "https" ? 443 : 80) {
            return "must leave out the port \(port), as browsers do for \(scheme)"
        }
        return nil
    }
}

extension Configuration {
    /// Sites whose pages may use the API; none by default.
    package var corsOrigins: [String] { WebOrigins.list(corsOriginText) }
}
