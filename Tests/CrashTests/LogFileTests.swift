import Foundation
import TestSupport
import Testing

@Suite struct LogFileTests {
    private static let secrets = [
        "Quibbleton-9", "quibble@ton.example", "a-very-secret-word", "Quibby the Great",
        "another-secret-word",
    ]

    @Test func `the log names users by number and has nothing personal or secret`() throws {
        let directory = TestDirectory.make("logfile")
        defer { TestDirectory.remove(directory) }
        let path = directory + "/tally.log"
        let bed = try CrashBed(environment: ["TALLY_LOG_FILE": path, "TALLY_SCRYPT_LOG_N": "10"])
        let client = try bed.client()
        let (name, email, word, display, next) = (
            Self.secrets[0], Self.secrets[1], Self.secrets[2], Self.secrets[3], Self.secrets[4]
        )
        let registered = try client.send(
            "POST",
            "/register",
            body:
                #"{"username":"\#(name)","email":"\#(email)","password":"\#(word)","name":"\#(display)"}"#
        )
        #expect(registered.status == 200)
        let wrong = #"{"email":"\#(email)","password":"\#(next)"}"#
        #expect(try client.send("POST", "/login", body: wrong).status == 401)
        let right = #"{"username":"\#(name)","password":"\#(word)"}"#
        let signedIn = try client.send("POST", "/login", body: right)
        let parts = signedIn.body.split(separator: "\"").map(String.init)
        let tokens = parts.filter { $0.count > 100 }
        #expect(tokens.count == 2)
        let token = try #require(tokens.first)
        #expect(try client.send("GET", "/me?min_position=1", token: token).status == 200)
        let change = #"{"old_password":"\#(word)","new_password":"\#(next)"}"#
        #expect(
            try client.send("POST", "/change-password", token: token, body: change).body == "true"
        )
        let refused = #"{"receiver_username":"\#(name)","amount":1}"#
        #expect(try client.send("POST", "/transfer", token: token, body: refused).status == 409)
        #expect(bed.stopService() == 0)

        let log = try String(contentsOfFile: path, encoding: .utf8)
        for route in [
            "POST /register", "POST /login", "GET /me", "POST /change-password", "POST /transfer",
        ] {
            #expect(log.contains("\"route\":\"\(route)\""))
        }
        #expect(log.contains("\"status\":409"))
        for secret in Self.secrets + tokens {
            #expect(!log.lowercased().contains(secret.lowercased()))
        }
    }
}
