/// Which commands are asked for.
///
/// Raw values are words of `GET /admin/commands?outcome=`.
package enum CommandFilter: String, Hashable, Sendable, CaseIterable {
    case all
    case done
    case refused
    case failed
}
