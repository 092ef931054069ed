import HTTP

extension Problem {
    /// The body of `application/problem+json` (RFC 9457).
    var json: [UInt8] {
        var text = "{\"type\":\"/problems/\(kind.rawValue)\",\"title\":\(JSONText.quoted(title)),"
        text += "\"status\":\(status.rawValue),\"detail\":\(JSONText.quoted(detail))"
        if !errors.isEmpty {
            let list = errors.map { error in
                "{\"field\":\(JSONText.quoted(error.field)),"
                    + "\"detail\":\(JSONText.quoted(error.detail))}"
            }
            text += ",\"errors\":[\(list.joined(separator: ","))]"
        }
        return Array((text + "}").utf8)
    }
}
