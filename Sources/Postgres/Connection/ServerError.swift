/// An error that PostgreSQL reported for a statement; the session goes on.
package struct ServerError: Error, Hashable, Sendable {
    package let sqlState: SQLState
    /// The primary message, one line.
    package let message: String
    package let detail: String?
    package let hint: String?
    package let constraint: String?
    /// The C function of PostgreSQL that raised it: tells errors with the same state apart.
    package let routine: String?

    package init(
        sqlState: SQLState,
        message: String,
        detail: String? = nil,
        hint: String? = nil,
        constraint: String? = nil,
        routine: String? = nil
    ) {
        self.sqlState = sqlState
        self.message = message
        self.detail = detail
        self.hint = hint
        self.constraint = constraint
        self.routine = routine
    }
}

extension ServerError: CustomStringConvertible {
    package var description: String {
        var text = "\(message) (SQLSTATE \(sqlState.code))"
        if let detail { text += ": \(detail)" }
        return text
    }
}
