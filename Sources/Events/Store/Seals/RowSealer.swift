import Crypto
import Events
import Model

/// Seals rows that are believed without a look into the log, and recognises its seals.
///
/// A seal is HMAC-SHA256 under the installation's secret `seals`, cut to 128 bits, over everything
/// that is believed of the row. Confined to one thread.
package final class RowSealer {
    /// Bytes of a seal.
    static let length = 16

    private let code: HMACSHA256
    private var text = SealText()

    package init(key: [UInt8]) {
        code = HMACSHA256(key: key)
    }

    package func seal(_ person: Person) -> [UInt8] {
        seal("person") { text in
            text.add(person.user.rawValue)
            text.add(person.username)
            text.add(person.email)
            text.add(person.name)
            text.add(person.passwordHash)
            text.add(person.passwordChanges)
        }
    }

    /// The seal of a row of the table that `domain` stands for; `write` adds what is believed of it.
    func seal(_ domain: StaticString, _ write: (inout SealText) -> Void) -> [UInt8] {
        text.begin(domain)
        write(&text)
        return Array(text.bytes.withUnsafeBytes { code.code($0) }.prefix(Self.length))
    }

    /// Whether a stored seal is the one that the row should have, in a time that does not depend on
    /// where the difference is.
    static func fits(_ stored: [UInt8]?, _ expected: [UInt8]) -> Bool {
        stored.map { isSameSecret($0, expected) } ?? false
    }
}
