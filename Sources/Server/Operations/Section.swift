import API
import Entities
import HTTP
import Queries

/// A part of the API, with its operations in the order of the documents.
package struct Section: Sendable {
    /// The heading in the documents.
    package let title: String
    package private(set) var operations: [Operation] = []

    /// `declare` adds the operations.
    init(_ title: String, _ declare: (inout Section) -> Void) {
        self.title = title
        declare(&self)
    }

    /// Everything that the service offers.
    package static let all = [
        identity, access, money, wallet, slots, shops, orders, feed, administration,
        userAdministration, health, documents,
        pages,
    ]

    mutating func add(_ operation: Operation) { operations.append(operation.decidedByRole) }

    /// Adds a command: its answer is `true` or `false` and follows the commit.
    mutating func command(
        _ name: String,
        _ method: Method,
        _ path: StaticString,
        _ summary: String,
        details: String = "",
        access: Access = .signedIn,
        creates location: String? = nil,
        refuses reasons: [Rejection] = [],
        mayMiss: Bool = false,
        mayBeForeign: Bool = false,
        requiresKey: Bool = false,
        signsOut: Bool = false,
        namesServices: Bool = false,
        _ command: @escaping Work.MakeCommand
    ) {
        add(
            Operation(
                name: name,
                method: method,
                path: path,
                access: access,
                summary: summary,
                details: details,
                answer: .verdict(location: location),
                reasons: reasons,
                mayMiss: mayMiss,
                mayBeForeign: mayBeForeign,
                requiresKey: requiresKey,
                signsOut: signsOut,
                namesServices: namesServices,
                work: .command(command)
            )
        )
    }

    /// Adds a question that a user asks: a read model holds the answer.
    mutating func question(
        _ name: String,
        _ method: Method,
        _ path: StaticString,
        _ summary: String,
        details: String = "",
        access: Access = .signedIn,
        mayMiss: Bool = false,
        answer: Operation.Answer,
        _ question: @escaping Work.MakeQuestion
    ) {
        add(
            Operation(
                name: name,
                method: method,
                path: path,
                access: access,
                summary: summary,
                details: details,
                answer: answer,
                mayMiss: mayMiss,
                work: .question(question)
            )
        )
    }

    /// Adds the reading of one thing by the id in its path, as a `Location` names it.
    mutating func thing(
        _ name: String,
        _ path: StaticString,
        _ summary: String,
        details: String = "",
        access: Access = .signedIn,
        _ schema: SchemaName,
        _ thing: @escaping @Sendable (Int64) -> Thing
    ) {
        question(
            name,
            .get,
            path,
            summary,
            details: details,
            access: access,
            mayMiss: true,
            answer: .view(.named(schema))
        ) { _, context in
            let viewer = Viewer(user: context.user, isAdministrator: context.isAdministrator)
            return .thing(thing(context.id), viewer)
        }
    }

    /// Adds a GET that everybody may send.
    mutating func open(
        _ name: String,
        _ path: StaticString,
        _ summary: String,
        details: String = "",
        answer: Operation.Answer?,
        _ work: Work
    ) {
        add(
            Operation(
                name: name,
                method: .get,
                path: path,
                access: .everybody,
                summary: summary,
                details: details,
                answer: answer,
                work: work
            )
        )
    }
}
