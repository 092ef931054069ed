import Events

/// Who a request comes from, as its token says.
struct Identity: Equatable, Sendable {
    let user: UserID
    let isAdministrator: Bool
}
