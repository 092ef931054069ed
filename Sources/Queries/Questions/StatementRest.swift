import Model

/// What follows of a statement whose beginning was sent.
package struct StatementRest: Hashable, Sendable {
    let user: UserID
    let period: StatementPeriod
    /// The period's end, microseconds since 1970.
    let to: Int64
    /// The place of the last line that was read.
    let place: Int64
    /// The balance after that line.
    let balance: Int64
    /// The last event that was recorded before the end, of any account.
    let position: LogPosition
}
