import CLibPQ

/// Why a call to PostgreSQL failed.
///
/// Each text is one line and holds no password.
package enum PostgresError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The server can't be reached, or the session ended; the running statement's outcome is
    /// unknown.
    case connection(String)
    /// PostgreSQL refused the statement.
    case server(ServerError)
    /// A value has another type, length or nullability than the code reads.
    case decoding(String)
    /// The connection was used in the wrong order, for example a statement while a COPY is open.
    case misuse(String)

    /// The same call may succeed later, on a new connection if this one is broken.
    package var isTransient: Bool {
        switch self {
        case .connection: true
        case .server(let error): error.sqlState.isTransient
        case .decoding, .misuse: false
        }
    }

    /// PostgreSQL's own error; nil if the error arose on this side.
    package var serverError: ServerError? {
        if case .server(let error) = self { error } else { nil }
    }

    package var description: String {
        switch self {
        case .connection(let text): "PostgreSQL connection: \(text)"
        case .server(let error): "PostgreSQL: \(error)"
        case .decoding(let text): "PostgreSQL value: \(text)"
        case .misuse(let text): "PostgreSQL connection misused: \(text)"
        }
    }
}

extension PostgresError {
    /// The one place where result status and SQLSTATE become an error.
    ///
    /// libpq makes up results without a SQLSTATE for failures of its own, such as a closed socket.
    init(result: OpaquePointer?, of connection: OpaquePointer) {
        let lost = PQstatus(connection) == CONNECTION_BAD
        guard let result, let state = Self.field(result, "C") else {
            let text = oneLine(PQerrorMessage(connection))
            self = .connection(text.isEmpty ? "the connection was lost" : text)
            return
        }
        let error = ServerError(
            sqlState: SQLState(state),
            message: Self.field(result, "M") ?? oneLine(PQresultErrorMessage(result)),
            detail: Self.field(result, "D"),
            hint: Self.field(result, "H"),
            constraint: Self.field(result, "n"),
            routine: Self.field(result, "R")
        )
        self =
            lost || error.sqlState.endsSession
            ? .connection(error.description) : .server(error)
    }

    /// The letters are the protocol's field codes; the `PG_DIAG_…` macros are these characters.
    private static func field(_ result: OpaquePointer, _ code: Unicode.Scalar) -> String? {
        guard let text = PQresultErrorField(result, Int32(code.value)) else { return nil }
        return oneLine(text)
    }
}

/// libpq's text as one line: several hosts or lines are joined by "; ".
func oneLine(_ text: UnsafePointer<CChar>?) -> String {
    guard let text else { return "" }
    let lines = String(cString: text).split(whereSeparator: \.isNewline)
        .map { $0.drop { $0 == " " || $0 == "\t" } }
        .filter { !$0.isEmpty }
    return lines.joined(separator: "; ")
}

/// An error that PostgreSQL reported for a statement; the session goes on.
package struct ServerError: Error, Hashable, Sendable, CustomStringConvertible {
    package let sqlState: SQLState
    /// The primary message, one line.
    package let message: String
    package var detail: String?
    package var hint: String?
    package var constraint: String?
    /// The C function of PostgreSQL that raised it: distinguishes errors with the same state.
    var routine: String?

    /// Fit for logs: the detail of a broken constraint quotes the row, which may have a person's
    /// name or address, so the text names the constraint instead.
    package var description: String {
        let text = "\(message) (SQLSTATE \(sqlState.code))"
        guard !sqlState.isBrokenConstraint else {
            return constraint.map { "\(text): \($0)" } ?? text
        }
        return detail.map { "\(text): \($0)" } ?? text
    }
}

/// The five characters by which PostgreSQL classes an error (manual, appendix A).
package struct SQLState: Hashable, Sendable {
    package let code: String

    package init(_ code: String) {
        self.code = code
    }

    package static let uniqueViolation = SQLState("23505")
    package static let readOnlyTransaction = SQLState("25006")
    package static let abortedTransaction = SQLState("25P02")
    package static let idleInTransactionTimeout = SQLState("25P03")
    package static let unknownStatement = SQLState("26000")
    package static let featureNotSupported = SQLState("0A000")
    package static let serializationFailure = SQLState("40001")
    package static let deadlockDetected = SQLState("40P01")
    package static let insufficientPrivilege = SQLState("42501")
    package static let lockNotAvailable = SQLState("55P03")
    package static let queryCanceled = SQLState("57014")
    package static let adminShutdown = SQLState("57P01")
    package static let crashShutdown = SQLState("57P02")
    package static let cannotConnectNow = SQLState("57P03")
    package static let databaseDropped = SQLState("57P04")

    /// A row breaks a rule of its table: class 23, whose details quote the row.
    package var isBrokenConstraint: Bool { code.hasPrefix("23") }

    /// The session has ended, or the server takes none now: only a new connection helps.
    package var endsSession: Bool {
        switch self {
        case .adminShutdown, .crashShutdown, .cannotConnectNow, .databaseDropped,
            .idleInTransactionTimeout:
            true
        default:
            code.hasPrefix("08")
        }
    }

    /// The same statement may succeed later, unchanged.
    package var isTransient: Bool {
        switch self {
        case .serializationFailure, .deadlockDetected, .lockNotAvailable, .queryCanceled,
            .readOnlyTransaction:
            true
        default:
            endsSession || code.hasPrefix("53")
        }
    }
}
