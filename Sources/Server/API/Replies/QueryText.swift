import Model
import Queries
import Text

/// A filter as it is asked for, for the address of the next page.
extension TransactionFilter {
    var parameters: [(name: String, value: String?)] {
        [
            ("status", status?.rawValue), ("from", from.map(Self.text)), ("to", to.map(Self.text)),
            ("type", type), ("direction", direction?.rawValue),
            ("counterparty", counterparty?.name), ("currency", currency?.code),
            ("min_amount", least.map { String($0) }), ("max_amount", most.map { String($0) }),
            ("memo", memo), ("reference", reference),
        ]
    }

    private static func text(_ time: Int64) -> String {
        var text: [UInt8] = []
        TimestampText.append(time, to: &text)
        return String(decoding: text, as: UTF8.self)
    }
}

/// Writes the query of an address.
enum QueryText {
    /// `name=value` of the parameters that have a value, with `&` between them; values are
    /// percent-encoded (RFC 3986, section 2.3).
    static func of(_ parameters: [(name: String, value: String?)]) -> String {
        parameters.compactMap { name, value in value.map { "\(name)=\(encoded($0))" } }
            .joined(separator: "&")
    }

    private static func encoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            default:
                bytes.append(UInt8(ascii: "%"))
                bytes += hexadecimal([byte]).uppercased().utf8
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
