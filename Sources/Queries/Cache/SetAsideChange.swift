import Model

/// Something that was set aside until a deadline, or is so no longer.
package struct SetAsideChange<Subject: Hashable & Sendable>: Hashable, Sendable {
    package let subject: Subject
    /// The transfer or the hold.
    package let id: Int64
    /// Minor units of money, or 1 for a seat.
    package let amount: Int64
    /// Microseconds since 1970; nil once it has ended, in whichever way.
    package let expiresAt: Int64?
    /// The event that says so.
    package let position: LogPosition

    package init(
        subject: Subject,
        id: Int64,
        amount: Int64,
        expiresAt: Int64?,
        position: LogPosition
    ) {
        self.subject = subject
        self.id = id
        self.amount = amount
        self.expiresAt = expiresAt
        self.position = position
    }
}
