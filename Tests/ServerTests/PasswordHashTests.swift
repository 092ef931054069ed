import TestSupport
import Testing

@testable import Crypto
@testable import Text

@Suite(.patient)
struct PasswordHashTests {
    private let cost = PasswordHash.Cost(logN: 10, r: 8, p: 1)

    @Test func `only the password itself matches`() throws {
        let hash = PasswordHash(of: Array("correct horse".utf8), cost: cost)
        #expect(hash.matches(Array("correct horse".utf8)))
        #expect(!hash.matches(Array("correct horsE".utf8)))
        #expect(!hash.matches([]))
        #expect(PasswordHash(text: hash.text) == hash)
    }

    @Test func `two hashes of one password differ`() {
        let password = Array("correct horse".utf8)
        #expect(
            PasswordHash(of: password, cost: cost) != PasswordHash(of: password, cost: cost)
        )
    }

    /// RFC 7914, section 12, second vector, cut to 32 bytes; its parameters have p = 16.
    @Test func `hashes match the test vector of scrypt`() throws {
        let expected: [UInt8] = [
            0xfd, 0xba, 0xbe, 0x1c, 0x9d, 0x34, 0x72, 0x00, 0x78, 0x56, 0xe7, 0x19, 0x0d, 0x01,
            0xe9, 0xfe, 0x7c, 0x6a, 0xd7, 0xcb, 0xc8, 0x23, 0x78, 0x30, 0xe7, 0x73, 0x76, 0x63,
            0x4b, 0x37, 0x31, 0x62,
        ]
        let salt = String(decoding: Base64URL.encode(Array("NaCl".utf8)), as: UTF8.self)
        let hash = String(decoding: Base64URL.encode(expected), as: UTF8.self)
        let stored = try #require(PasswordHash(text: "scrypt$10$8$16$\(salt)$\(hash)"))
        #expect(stored.matches(Array("password".utf8)))
    }

    @Test(
        arguments: [
            "", "scrypt", "bcrypt$10$8$1$AAAA$AAAA", "scrypt$0$8$1$AAAA$AAAA",
            "scrypt$21$8$1$AAAA$AAAA",
            "scrypt$10$8$1$AAAA$AAAA", "scrypt$10$8$1$+$x", "scrypt$10$8$1$AAAA",
        ])
    func `an invalid text is not a hash`(text: String) {
        #expect(PasswordHash(text: text) == nil)
    }
}
