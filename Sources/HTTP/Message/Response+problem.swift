extension Response {
    /// Problem details (RFC 9457): `detail` says what to mend; `title` is the reason phrase unless given.
    package static func problem(
        _ status: Status,
        type: String = "about:blank",
        title: String? = nil,
        detail: String,
        fields: [UInt8] = []
    ) -> Response {
        var body: [UInt8] = []
        body.reserveCapacity(96 + detail.utf8.count)
        body.append(contentsOf: "{\"type\":".utf8)
        body.appendJSON(type)
        body.append(contentsOf: ",\"title\":".utf8)
        body.appendJSON(title ?? status.reason.description)
        body.append(contentsOf: ",\"status\":".utf8)
        body.appendDecimal(UInt64(status.rawValue))
        body.append(contentsOf: ",\"detail\":".utf8)
        body.appendJSON(detail)
        body.append(UInt8(ascii: "}"))
        return Response(status, contentType: .problem, fields: fields, body: body)
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
