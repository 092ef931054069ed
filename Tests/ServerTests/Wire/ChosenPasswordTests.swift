import Foundation
import TestSupport
import Testing

@testable import Node
@testable import Text

/// The rule for passwords, in every place where somebody chooses one.
@Suite("12.4: one rule for every chosen password", .patient)
struct ChosenPasswordTests {
    enum Place: CaseIterable {
        case register
        case change
        case reset
        case tool
    }

    private static let username = "Margareta-77"
    private static let email = "m.jones@example.org"

    /// Passwords that are refused, and a part of the reason.
    private static let refused: [(password: String, reason: String)] = [
        ("short-7", "8 to 72 bytes"), (String(repeating: "long ", count: 15), "8 to 72 bytes"),
        ("bed\u{1}stones", "control characters"), ("        ", "blank"),
        ("abcabcabc", "same few characters"), ("qwertyuiop", "keyboard"), ("05121985", "a date"),
        ("Password1", "most common"), ("p@$$w0rd", "most common"), ("sunshine2024!", "most common"),
        ("good-luck", "most common"), ("margareta-77", "own name"), ("MARGARETA-77!", "own name"),
        ("77-ateragram", "own name"), ("m.jones@example.org", "own name"),
        ("m.jones2024", "own name"),
    ]

    /// One way to choose a password; returns what it answers.
    private struct Choice {
        let send: (String) throws -> (isTaken: Bool, text: String)
    }

    private func choice(_ place: Place, _ node: RunningNode) throws -> Choice {
        switch place {
        case .register: return try registration(node)
        case .change:
            let token = try #require(try Tokens(signedUp(node))).access
            return try form(node, "/change-password", token) {
                "\"old_password\":\"password-1\",\"new_password\":\(JSONText($0))"
            }
        case .reset:
            _ = try signedUp(node)
            let administrator = try node.administrator()
            let users = try administrator.get("/admin/users?name=margareta")
            let user = try #require(users.body.firstMatch(of: /"id":([0-9]+)/)?.output.1)
            let issued = try administrator.send("POST", "/admin/users/\(user)/reset-password")
            let code = try #require(try issued.text("code"))
            return try form(node, "/reset-password", nil) {
                "\"code\":\"\(code)\",\"new_password\":\(JSONText($0))"
            }
        case .tool:
            let arguments = [
                "admin", "create", "--username", Self.username, "--email", Self.email,
                "--database", node.database.conninfo,
            ]
            return Choice { password in
                let result = try TallyProcess.run(arguments, input: password + "\n")
                return (result.exitCode == 0, result.errors)
            }
        }
    }

    private func registration(_ node: RunningNode) throws -> Choice {
        try form(node, "/register", nil) {
            "\"username\":\"\(Self.username)\",\"email\":\"\(Self.email)\",\"password\":"
                + "\(JSONText($0))"
        }
    }

    private func form(
        _ node: RunningNode,
        _ path: String,
        _ token: String?,
        _ members: @escaping (String) -> String
    ) throws -> Choice {
        let client = try node.client()
        return Choice { password in
            let body = "{\(members(password))}"
            let answer = try client.send("POST", path, token: token, body: body)
            if answer.status != 200 {
                #expect(answer.status == 422, "\(answer.body)")
                #expect(answer.body.contains("password\",\"detail\":"), "the field is named")
            }
            return (answer.status == 200, answer.body)
        }
    }

    private func signedUp(_ node: RunningNode) throws -> HTTPClient.Answer {
        #expect(try registration(node).send("password-1").isTaken)
        return try node.signIn(Self.username)
    }

    @Test(arguments: Place.allCases)
    func `what is refused in one place is refused in all, with the reason`(place: Place) throws {
        let node = try RunningNode()
        let choice = try choice(place, node)
        for (password, reason) in Self.refused {
            let answer = try choice.send(password)
            #expect(!answer.isTaken, "\(password)")
            #expect(answer.text.contains(reason), "\(password): \(answer.text)")
        }
        #expect(try choice.send("Margareta 77 has a cat").isTaken)
        #expect(try node.signIn(Self.username, "Margareta 77 has a cat").status == 200)
    }
}
