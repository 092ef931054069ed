import Commands
import EventStore
import Queries

/// What a request for an operation becomes.
///
/// The closures read the request's fields. They are also run once on a recorder, which makes the
/// documents: a closure must therefore ask for the same fields whatever their values are.
package enum Work: Sendable {
    /// Reads the body and makes the command.
    package typealias MakeCommand = @Sendable (inout BodyFields, CommandContext) -> any Command
    /// Reads the parameters and makes the question.
    package typealias MakeQuestion = @Sendable (inout QueryParameters, QueryContext) -> Question
    /// Reads the body.
    package typealias ReadBody<Value> = @Sendable (inout BodyFields) -> Value
    /// Reads the parameters.
    package typealias ReadQuery<Value> = @Sendable (inout QueryParameters) -> Value

    /// Handed to the writer; the answer follows the commit.
    case command(MakeCommand)
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
}

/// What those who run the service ask: whether it lives, whether it is ready, what it does.
package enum OperationsPage {
    case health
    case ready
    case metrics
}

/// Documents about the API, made from its operations.
package enum APIDocument {
    case openAPI
    case postman
}

/// A page that a person opens.
package enum WebPage: CaseIterable {
    case home
    case app
    case admin
    case docs

    /// The HTML file of the page.
    var fileName: String {
        switch self {
        case .home: "home/home.html"
        case .app: "app/app.html"
        case .admin: "admin/admin.html"
        case .docs: "docs/docs.html"
        }
    }

    /// Allows only the service's own files and answers, no inline code, and no framing.
    static let contentSecurityPolicy: StaticString = """
        default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; \
        img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; \
        frame-ancestors 'none'
        """
}
