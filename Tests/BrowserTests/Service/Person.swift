import Foundation
import Postgres
import TestSupport

@testable import Text

/// A user with a password.
struct Person {
    let name: String
    let password: String

    /// The administrator of the demo data.
    static let administrator = Person(name: "admin", password: "demo-admin-password")
}

extension RunningService {
    /// Registers a new person through the API.
    func person(_ beginning: String) throws -> Person {
        let person = Person(name: uniqueName(beginning), password: "correct horse battery")
        let body: JSONValue = [
            "username": .string(person.name), "email": .string("\(person.name)@example.org"),
            "password": .string(person.password), "name": .string(person.name.capitalized),
        ]
        let answer = try client().send("POST", "/register", body: body.text)
        guard answer.status == 200 else { throw BrowserError("not registered: \(answer.body)") }
        return person
    }

    /// Sends a command as a person, without the pages.
    @discardableResult
    func send(
        _ method: String,
        _ path: String,
        _ body: JSONValue? = nil,
        as person: Person
    ) throws -> HTTPClient.Answer {
        let answer = try client().send(
            method,
            path,
            token: try token(of: person),
            headers: ["Idempotency-Key": uniqueName("key")],
            body: body?.text
        )
        guard answer.status < 400 else {
            throw BrowserError("\(method) \(path): \(answer.status) \(answer.body)")
        }
        return answer
    }

    /// A token for requests of a person.
    func token(of person: Person) throws -> String? {
        let credentials: JSONValue = [
            "username": .string(person.name), "password": .string(person.password),
        ]
        let answer = try client().send("POST", "/token", body: credentials.text)
        return try JSONValue(answer.bytes)["access_token"]?.string
    }
}
