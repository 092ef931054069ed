import Events
import TestSupport
import Testing

@testable import Crypto
@testable import Model

@Suite(.patient) struct CryptoTests {
    /// FIPS 180-4's example.
    private let abc: [UInt8] = [
        0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22,
        0x23, 0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00,
        0x15, 0xad,
    ]

    @Test func `SHA-256 of pieces equals that of the whole, in a reused object too`() {
        #expect(SHA256.hash(Array("abc".utf8)) == abc)
        var hash = SHA256()
        for _ in 0..<2 {
            for piece in ["a", "", "bc"] {
                Array(piece.utf8).withUnsafeBytes { hash.update($0) }
            }
            #expect(hash.finish() == abc)
        }
    }

    @Test func `a claim depends only on key, kind and text`() {
        let hasher = ClaimHasher(key: [UInt8](repeating: 1, count: 32))
        let other = ClaimHasher(key: [UInt8](repeating: 2, count: 32))
        #expect(hasher.username("anna") == hasher.username("anna"))
        #expect(hasher.username("anna") != hasher.username("anne"))
        #expect(hasher.username("anna") != hasher.email("anna"))
        #expect(hasher.username("anna") != other.username("anna"))
    }

    @Test func `random bytes differ`() {
        #expect(RandomBytes.make(32).count == 32)
        #expect(RandomBytes.make(32) != RandomBytes.make(32))
    }

    @Test func `ids have version, variant and time, and are unique`() {
        var generator = UUIDGenerator(seed: (1, 2))
        let milliseconds: UInt64 = 0x0123_4567_89AB
        var seen: Set<UUID128> = []
        for _ in 0..<10_000 {
            let id = generator.next(milliseconds: milliseconds)
            #expect(id.high >> 16 == milliseconds && id.high >> 12 & 15 == 7 && id.low >> 62 == 2)
            seen.insert(id)
        }
        #expect(seen.count == 10_000)
        #expect(generator.next() != generator.next())
    }

    @Test func `a UUID's text parses to the same UUID`() {
        let id = UUID128(high: 0x0123_4567_89AB_7DEF, low: 0x8000_0000_0000_0001)
        #expect(id.text == "01234567-89ab-7def-8000-000000000001")
        #expect(UUID128(text: id.text) == id)
        #expect(UUID128(text: id.text.uppercased()) == id)
        #expect(UUID128(text: "01234567-89ab-7def-8000-00000000000") == nil)
        #expect(UUID128(text: "01234567x89ab-7def-8000-000000000001") == nil)
        #expect(UUID128(text: "0123456g-89ab-7def-8000-000000000001") == nil)
    }

    @Test func `keyed fingerprints differ between requests and between keys`() {
        let digests = ["a", "b"].map { SHA256.hash(Array($0.utf8)) }
        let hashers = [1, 2].map { ClaimHasher(key: [UInt8](repeating: $0, count: 32)) }
        let all = hashers.flatMap { hasher in digests.map(hasher.fingerprint) }
        #expect(Set(all + digests).count == 6)
        #expect(all.allSatisfy { $0.count == 32 })
        #expect(hashers[0].fingerprint(digests[0]) == all[0])
    }
}
