/// When a deadline counts as over: at its own microsecond and from then on, as in every decision of
/// the write side, and whether or not an event has said so yet.
///
/// The one place where queries compare a deadline with the time.
enum Deadline {
    /// Both in microseconds since 1970.
    @inline(__always)
    static func hasCome(_ deadline: Int64, at now: Int64) -> Bool { deadline <= now }

    /// The same of a row's column `expires_at`, in SQL and by the clock of the database.
    static let isPast = "expires_at <= now()"

    /// The opposite, in SQL.
    static let isToCome = "expires_at > now()"
}
