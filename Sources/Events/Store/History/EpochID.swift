import Crypto
import Text

/// The random name of an epoch; as text 8 lower-case hexadecimal digits.
package struct EpochID: Hashable, Sendable {
    package let rawValue: UInt32

    package init(_ rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Nil for anything but 8 lower-case hexadecimal digits.
    package init?(text: some Collection<UInt8>) {
        guard text.count == 8 else { return nil }
        var value: UInt32 = 0
        for letter in text {
            switch letter {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                value = value << 4 | UInt32(letter - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"):
                value = value << 4 | UInt32(letter - UInt8(ascii: "a") + 10)
            case _: return nil
            }
        }
        self.init(value)
    }

    /// One that no other log has.
    static func random() -> EpochID {
        EpochID(RandomBytes.make(4).reduce(0) { $0 << 8 | UInt32($1) })
    }

    package var text: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the 8 digits.
    package func append(to bytes: inout [UInt8]) {
        bytes.appendHexadecimal(UInt64(rawValue), digits: 8)
    }
}

extension EpochID: CustomStringConvertible {
    package var description: String { text }
}
