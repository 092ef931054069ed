import CLibPQ

/// Why something asked of PostgreSQL was not done.
///
/// Each text is one line and holds no password.
package enum PostgresError: Error, Hashable, Sendable {
    /// The server can't be reached, or the session ended; what was under way has an unknown outcome.
    case connection(String)
    /// PostgreSQL refused the statement.
    case server(ServerError)
    /// A value has another type, length or nullability than the code reads.
    case decoding(String)
    /// The connection was used out of turn, for example a statement while a COPY is open.
    case misuse(String)

    /// The same call may succeed later, on a new connection if this one is broken.
    package var isTransient: Bool {
        switch self {
        case .connection: true
        case .server(let error): error.sqlState.isTransient
        case .decoding, .misuse: false
        }
    }

    /// What PostgreSQL reported, unless the error arose on this side.
    package var serverError: ServerError? {
        if case .server(let error) = self { error } else { nil }
    }
}

extension PostgresError: CustomStringConvertible {
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
    return oneLine(String(cString: text))
}

func oneLine(_ text: String) -> String {
    let lines = text.split(whereSeparator: \.isNewline)
        .map { $0.drop { $0 == " " || $0 == "\t" } }
        .filter { !$0.isEmpty }
    return lines.joined(separator: "; ")
}
