import Events

@testable import Audit
@testable import Projections

/// The violation that the audit finds in a log of these commands.
func violation(_ history: History) -> InvariantViolation? {
    var audit = InvariantAudit()
    do throws(InvariantViolation) {
        for event in history.events { try audit.check(event) }
        try audit.finish()
        return nil
    } catch {
        return error
    }
}
