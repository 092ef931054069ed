import HTTP
import TestSupport
import Testing

@Suite(.patient)
struct AddressTests {
    @Test(
        arguments: [
            ("192.0.2.1", "00000000000000000000ffffc0000201"),
            ("::ffff:192.0.2.1", "00000000000000000000ffffc0000201"),
            ("2001:db8:1:2:3:4:5:6", "20010db8000100020003000400050006"),
            ("::1", "00000000000000000000000000000001"),
        ])
    func `an address is read from its text`(text: String, bytes: String) throws {
        let address = try #require(Address(text: text))
        #expect(
            address.bytes.map { byte in
                String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
            }.joined() == bytes
        )
    }

    @Test(arguments: ["", "x", "192.0.2", "192.0.2.256", "192.0.2.1:80", "2001:db8::1::2", "[::1]"])
    func `any other text is invalid`(text: String) {
        #expect(Address(text: text) == nil)
    }

    @Test func `a network of IPv6 and an address of IPv4 are each one client`() throws {
        func network(_ text: String) throws -> Address { try #require(Address(text: text)).network }
        #expect(try network("2001:db8:1:2:3:4:5:6") == network("2001:db8:1:2::1"))
        #expect(try network("2001:db8:1:2::1") != network("2001:db8:1:3::1"))
        #expect(try network("192.0.2.1") != network("192.0.2.2"))
    }
}
