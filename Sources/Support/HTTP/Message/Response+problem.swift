extension Response {
    /// The value of a member that a kind of problem has besides the usual ones (RFC 9457, section 3.2).
    package enum ProblemValue {
        case number(Int64)
        case text(String)
    }

    /// Problem details (RFC 9457): `detail` says what to mend.
    ///
    /// `type` and `title` come from the status unless given; `errors` are fields of the request and
    /// what is wrong with each; `members` follow them; `fields` are further header lines. Never to be stored by a cache.
    package static func problem(
        _ status: Status,
        type: String? = nil,
        title: String? = nil,
        detail: String,
        errors: [(field: String, detail: String)] = [],
        members: [(name: String, value: ProblemValue)] = [],
        fields: [UInt8] = []
    ) -> Response {
        let reason = status.reason.description
        var body: [UInt8] = []
        body.reserveCapacity(160 + detail.utf8.count)
        body.append("{\"type\":")
        body.appendJSON(
            "/problems/" + (type ?? String(reason.lowercased().map { $0 == " " ? "-" : $0 }))
        )
        body.append(",\"title\":")
        body.appendJSON(title ?? reason)
        body.append(",\"status\":")
        body.appendDecimal(UInt64(status.rawValue))
        body.append(",\"detail\":")
        body.appendJSON(detail)
        for (index, error) in errors.enumerated() {
            body.append(index == 0 ? ",\"errors\":[{\"field\":" : ",{\"field\":")
            body.appendJSON(error.field)
            body.append(",\"detail\":")
            body.appendJSON(error.detail)
            body.append("}")
        }
        if !errors.isEmpty { body.append("]") }
        for (name, value) in members {
            body.append(",")
            body.appendJSON(name)
            body.append(":")
            switch value {
            case .number(let number): body.append(contentsOf: String(number).utf8)
            case .text(let text): body.appendJSON(text)
            }
        }
        body.append("}")
        var lines = fields
        lines.append("Cache-Control: no-store\r\n")
        return Response(status, contentType: .problem, fields: lines, body: body)
    }
}

extension [UInt8] {
    /// A JSON string (RFC 8259 §7).
    fileprivate mutating func appendJSON(_ text: String) {
        append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                append(UInt8(ascii: "\\"))
                append(byte)
            case 0x00..<0x20:
                append(contentsOf: "\\u00".utf8)
                append(UInt8(ascii: "0") + byte >> 4)
                append(Array("0123456789abcdef".utf8)[Int(byte & 15)])
            default:
                append(byte)
            }
        }
        append(UInt8(ascii: "\""))
    }
}
