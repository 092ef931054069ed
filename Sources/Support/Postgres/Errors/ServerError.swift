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
    /// Fit for logs: the detail of a broken constraint quotes the row, which may be somebody's name or
    /// address, so that the constraint is named instead.
    package var description: String {
        let text = "\(message) (SQLSTATE \(sqlState.code))"
        guard !sqlState.isBrokenConstraint else {
            return constraint.map { "\(text): \($0)" } ?? text
        }
        return detail.map { "\(text): \($0)" } ?? text
    }
}
