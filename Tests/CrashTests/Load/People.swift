import Foundation
import Postgres
import TestSupport
import Testing

/// Users of a crash test, who register once and sign in to any node.
enum People {
    static let password = "correct horse 7"

    static func name(_ number: Int) -> String { "crash-\(number)" }

    /// Registers users and signs them in.
    static func register(_ count: Int, at place: HTTPClient.Place) throws -> [Load.User] {
        let client = try HTTPClient(place)
        for number in 0..<count {
            let name = name(number)
            let registered = try client.send(
                "POST",
                "/register",
                body:
                    #"{"username":"\#(name)","email":"\#(name)@example.com","password":"\#(password)"}"#
            )
            try #require(registered.status == 200, "\(registered)")
        }
        return try signIn(count, at: place)
    }

    /// Signs in users who have registered.
    static func signIn(_ count: Int, at place: HTTPClient.Place) throws -> [Load.User] {
        let client = try HTTPClient(place)
        return try (0..<count).map { number in
            let access = try token(of: name(number), client)
            let id = try wait(until: "the read models have the user") {
                let me = try? client.send("GET", "/me", token: access)
                return me.flatMap { try? field("id", in: $0) as? Int }
            }
            return Load.User(id: id, token: access)
        }
    }

    static func token(of name: String, _ client: HTTPClient) throws -> String {
        let answer = try client.send(
            "POST",
            "/token",
            body: #"{"username":"\#(name)","password":"\#(password)"}"#
        )
        return try #require(try field("access_token", in: answer) as? String, "\(answer)")
    }

    /// A member of a JSON object.
    static func field(_ name: String, in answer: HTTPClient.Answer) throws -> (any Sendable)? {
        let object = try JSONSerialization.jsonObject(with: Data(answer.body.utf8))
        return (object as? [String: any Sendable])?[name]
    }
}
