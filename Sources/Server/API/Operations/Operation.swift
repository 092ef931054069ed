import Commands
import HTTP

/// One thing that the API offers: how it is reached, who may use it, what the documents say of it,
/// and what a request for it becomes.
///
/// Each operation is declared once, in its section. The route table, the dispatch, both documents,
/// the metrics and the command journal are made from these values.
struct Operation: Sendable {
    /// Its id in the documents and its word in the command journal: never changed.
    let name: String
    let method: Method
    /// `{id}` stands for a positive number, `{name}` for lower-case letters, digits, `_` and `-`,
    /// and `{hash}/{file}` for the same with dots and slashes.
    let path: StaticString
    let access: Access
    /// One line.
    let summary: String
    /// Further sentences; empty if the summary says everything.
    var details = ""
    /// Nil for pages and their files, which the documents leave out.
    let answer: Answer?
    /// The words that `Tally-Reason` may hold.
    var reasons: [Rejection] = []
    /// Whether something named in the path or the body may not exist.
    var mayMiss = false
    /// Whether something named may belong to another user.
    var mayBeForeign = false
    /// Whether an Idempotency-Key is required, so that nobody sends the command twice by accident.
    var requiresKey = false
    /// Whether the caller's session is over once the command is done.
    var signsOut = false
    var isDeprecated = false
    let work: Work
}

/// Who may use an operation.
package enum Access {
    case everybody
    case signedIn
    case administrator
}

extension Operation {
    /// What status 200 carries.
    enum Answer: Sendable {
        /// `true`; a refusal is 409 and `false`.
        ///
        /// `location` is an example of the path of what the command creates, if it creates something.
        case verdict(location: String? = nil)
        /// JSON from a read model.
        case view(Schema)
        /// The same, or a CSV file.
        case viewOrCSV(Schema)
        /// JSON that no read model holds.
        case json(Schema, headers: [DocumentedHeader] = [])
        case text(mediaType: String)
        case stream
    }
}

/// A part of the API, with its operations in the order of the documents.
struct Section: Sendable {
    /// The heading in the documents.
    let title: String
    private(set) var operations: [Operation] = []

    /// `declare` adds the operations.
    init(_ title: String, _ declare: (inout Section) -> Void) {
        self.title = title
        declare(&self)
    }

    /// Everything that the service offers.
    static let all = [
        identity, money, wallet, slots, shops, orders, feed, administration, health, documents,
        pages,
    ]

    mutating func add(_ operation: Operation) { operations.append(operation) }

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
