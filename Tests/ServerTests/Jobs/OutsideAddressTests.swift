import TestSupport
import Testing

@testable import Runtime
@testable import Settings

@Suite(.patient)
struct OutsideAddressTests {
    @Test(
        arguments: [
            "https://example.org", "https://example.org:8443/api/", "http://127.0.0.1:8080/rates",
            "http://localhost/x", "http://[::1]:80/",
        ])
    func `an address with TLS, or on this machine, is accepted`(text: String) {
        #expect(OutsideAddress.complaint(text, allowsPlain: false) == nil)
    }

    @Test(arguments: ["http://example.org", "http://127.evil.org", "http://10.0.0.1/"])
    func `an address on another machine without TLS must be allowed`(text: String) {
        #expect(OutsideAddress.complaint(text, allowsPlain: false) != nil)
        #expect(OutsideAddress.complaint(text, allowsPlain: true) == nil)
    }

    @Test(
        arguments: [
            "example.org", "ftp://example.org", "https://", "https://user:word@example.org",
            "https://example.org/?a=b", "https://example.org/#a", "https://exa mple.org",
            "file:///etc",
        ])
    func `an invalid address is refused`(text: String) {
        #expect(OutsideAddress.complaint(text, allowsPlain: true) != nil)
    }

    @Test func `a wrong address is reported by its variable, without its value`() {
        let complaint = #expect(throws: Complaint.self) {
            try Configuration(environment: ["TALLY_RATES_URL": "http://user:geheim@example.org"])
        }
        #expect(complaint?.message.contains("TALLY_RATES_URL") == true)
        #expect(complaint?.message.contains("geheim") == false)
    }

    @Test func `a token with a line break is refused and not shown`() {
        let complaint = #expect(throws: Complaint.self) {
            try Configuration(environment: ["TALLY_RATES_TOKEN": "secret\nX-Other: 1"])
        }
        #expect(complaint?.message.contains("secret") == false)
    }

    @Test func `addresses and tokens are read, and empty ones are unset`() throws {
        let configuration = try Configuration(
            environment: [
                "TALLY_ORDERS_URL": "https://example.org", "TALLY_ORDERS_TOKEN": "t",
                "TALLY_RATES_URL": "",
            ])
        #expect(configuration.ordersURL == "https://example.org")
        #expect(configuration.ordersToken == "t")
        #expect(configuration.ratesURL == nil)
    }
}
