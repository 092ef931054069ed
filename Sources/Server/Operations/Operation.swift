import API
import Entities
import EventStore
import Events
import HTTP
import Model
import Queries
import Settings

/// One thing that the API offers: how it is reached, who may use it, what the documents say of it,
/// and what a request for it becomes.
///
/// Each operation is declared once, in its section. The route table, the dispatch, both documents,
/// the metrics and the command journal are made from these values.
package struct Operation: Sendable {
    /// Its id in the documents and its word in the command journal: never changed.
    package let name: String
    package let method: Method
    /// `{id}` stands for a positive number, `{currency}` for a code, `{name}` for lower-case
    /// letters, digits, `_` and `-`, and `{hash}/{file}` for the same with dots and slashes.
    package let path: StaticString
    package let access: Access
    /// One line.
    package let summary: String
    /// Further sentences; empty if the summary says everything.
    package var details = ""
    /// Nil for pages and their files, which the documents leave out.
    package let answer: Answer?
    /// The words that `Tally-Reason` may hold.
    package var reasons: [Rejection] = []
    /// Whether something named in the body may not exist; what the path names always may not.
    package var mayMiss = false
    /// Whether something named may belong to another user.
    package var mayBeForeign = false
    /// Whether an Idempotency-Key is required, so that nobody sends the command twice by accident.
    package var requiresKey = false
    /// Whether the caller's session is over once the command is done.
    package var signsOut = false
    /// Whether the command may name services that the catalogue lacks.
    var namesServices = false
    package var isDeprecated = false
    package var work: Work

    /// Whether it sets or deletes the feed's cookie, so that pages of other sites may not use it.
    package var refusesForeignSites: Bool {
        switch work {
        case .signIn, .refresh: true
        case .command, .bulk, .registration, .passwordChange, .detailsChange, .passwordReset,
            .code, .unlock, .question, .publicQuestion, .userCheck, .feed, .retry, .jobRun,
            .logSearch, .operations, .document, .page, .asset:
            signsOut
        }
    }
}

/// Who may use an operation.
package enum Access {
    case everybody
    case signedIn
    case administrator
}

extension Operation {
    /// What status 200 carries.
    package enum Answer: Sendable {
        /// `true`; a refusal is 409 and `false`.
        ///
        /// `location` is an example of the path of what the command creates, if it creates
        /// something.
        case verdict(location: String? = nil)
        /// `true` or an array of booleans, one for each item; a refusal of all is 409 and `false`.
        case verdicts(count: ClosedRange<Int>)
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

/// What a request for an operation becomes.
///
/// The closures read the request's fields. They are also run once on a recorder, which makes the
/// documents: a closure must therefore ask for the same fields whatever their values are.
package enum Work: Sendable {
    /// Reads the body and makes the command.
    package typealias MakeCommand = @Sendable (inout BodyFields, CommandContext) -> any Command
    /// Reads the parameters and makes the question.
    package typealias MakeQuestion = @Sendable (inout QueryParameters, QueryContext) -> Question
    /// Reads the body and makes the command that stores the code's hash.
    package typealias MakeCode =
        @Sendable (inout BodyFields, CommandContext, CodeSeed) -> CodeRequest
    /// Reads the body.
    package typealias ReadBody<Value> = @Sendable (inout BodyFields) -> Value
    /// Reads the parameters.
    package typealias ReadQuery<Value> = @Sendable (inout QueryParameters) -> Value

    /// Handed to the writer; the answer follows the commit.
    case command(MakeCommand)
    /// Read by a worker, and handed to the writer part by part.
    case bulk(BulkWork)
    /// Answered from the read models.
    case question(MakeQuestion)
    /// The same for everybody, signed in or not.
    case publicQuestion(@Sendable (QuerySources) -> Question)
    /// A command that needs a password hashed first.
    case registration(ReadBody<Registration>)
    case signIn(ReadBody<Credentials>)
    /// Reads the refresh token; nil if the body has none.
    case refresh(ReadBody<String?>)
    /// A command that needs two passwords hashed first.
    case passwordChange(ReadBody<PasswordPair>)
    /// A change of the own details, for which the password is checked first.
    case detailsChange(ReadBody<DetailsWish>)
    /// A command that needs a password hashed first, once a one-time code is known to be valid.
    case passwordReset(ReadBody<PasswordRedemption>)
    /// A command that issues a one-time code, which its answer shows.
    case code(OneTimeCode.Purpose, MakeCode)
    /// Forgets a user's failed sign-ins, for an administrator.
    case unlock
    /// Whether a user name is taken; reads the name.
    case userCheck(ReadBody<String>)
    /// A live stream of events; reads the id of the last event seen.
    case feed(ReadQuery<LogPlace?>)
    /// Tries a command again, for an administrator.
    case retry
    /// Runs a job at once, for an administrator.
    case jobRun
    /// Answered from the log itself, for an administrator.
    case logSearch(ReadQuery<LogSearch>)
    case operations(OperationsPage)
    case document(APIDocument)
    case page(WebPage)
    /// A file that a page loads.
    case asset

    /// Whether a request changes nothing (RFC 9110, section 9.2.1), so that HEAD may stand for GET.
    package var isSafe: Bool {
        switch self {
        case .question, .publicQuestion, .userCheck, .feed, .logSearch, .operations, .document,
            .page, .asset:
            true
        case .command, .bulk, .registration, .signIn, .refresh, .passwordChange, .detailsChange,
            .passwordReset, .code, .unlock, .retry, .jobRun:
            false
        }
    }
}

/// What a request of many commands becomes.
package struct BulkWork: Sendable {
    /// The array of the body that is read element by element.
    package static let items = "items"

    /// The field of an item by which an administrator acts for another user.
    package let principalField: String
    /// Reads the body, whose items are read one after the other, and makes one command of them.
    package let make: @Sendable (inout BodyFields, CommandContext) -> any Bulk
}

/// What those who run the service ask: whether it lives, whether it is ready, what it does.
package enum OperationsPage {
    case health
    case ready
    case metrics

    /// Whether only those who run the service need it; what it shows can be moved to a port of its
    /// own.
    package var isForOperators: Bool {
        switch self {
        case .health: false
        case .ready, .metrics: true
        }
    }
}

/// Documents about the API, made from its operations.
package enum APIDocument {
    case openAPI
    case postman
}

/// A page that a person opens, or a file that browsers and robots ask for at a path of its own.
package enum WebPage: CaseIterable {
    case home
    case app
    case admin
    case docs
    /// For a path that does not exist.
    case missing
    case icon
    case robots

    /// The file below `Sources/Pages`.
    package var fileName: String {
        switch self {
        case .home: "home/home.html"
        case .app: "app/app.html"
        case .admin: "admin/admin.html"
        case .docs: "docs/docs.html"
        case .missing: "missing/missing.html"
        case .icon: "kit/tally.svg"
        case .robots: "kit/robots.txt"
        }
    }

    /// Allows only the service's own files and answers, no inline code, and no framing.
    package static let contentSecurityPolicy: StaticString = """
        default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
        img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; \
        frame-ancestors 'none'
        """

    /// No page of the service uses any of these.
    package static let permissionsPolicy: StaticString = """
        accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
        magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-get=(), usb=()
        """
}

/// What an operation knows besides the body when it makes a command.
package struct CommandContext {
    let identity: Identity
    /// The command's own id, which no other has.
    package let command: UUID128
    /// The id in the path, or the number of its currency; 0 for a path without either.
    let id: Int64
    let configuration: Configuration
    let claims: ClaimCache

    package init(
        identity: Identity,
        command: UUID128,
        id: Int64,
        configuration: Configuration,
        claims: ClaimCache
    ) {
        self.identity = identity
        self.command = command
        self.id = id
        self.configuration = configuration
        self.claims = claims
    }
}

/// What an operation knows besides the parameters when it makes a question.
package struct QueryContext {
    let user: UserID
    let isAdministrator: Bool
    /// The id in the path; 0 for a path without one.
    let id: Int64
    let sources: QuerySources

    package init(user: UserID, isAdministrator: Bool, id: Int64, sources: QuerySources) {
        self.user = user
        self.isAdministrator = isAdministrator
        self.id = id
        self.sources = sources
    }
}

/// What questions need to know of the node that is asked.
///
/// A class, so that a question takes one reference instead of a copy of all settings.
package final class QuerySources: Sendable {
    let configuration: Configuration
    /// The service's time in microseconds since 1970.
    let now: @Sendable () -> Int64
    /// The end of the log as the projections know it, and how fast they follow it.
    let projections: @Sendable () -> (logEnd: LogPosition, eventsPerSecond: Int)

    package init(
        configuration: Configuration,
        now: @escaping @Sendable () -> Int64,
        projections: @escaping @Sendable () -> (logEnd: LogPosition, eventsPerSecond: Int)
    ) {
        self.configuration = configuration
        self.now = now
        self.projections = projections
    }
}
