import Events
import Model

/// The user that a command is directed at, by id or by name.
package enum Recipient: Hashable, Sendable {
    case user(UserID)
    case username(ClaimHash)
    case email(ClaimHash)

    /// The user, as far as the model knows: nil for a name that nobody bears or that is not loaded.
    func resolve(_ model: borrowing WriteModel) -> UserID? {
        switch self {
        case .user(let user): user
        case .username(let name): model.usernames[name]?.owner
        case .email(let address): model.emails[address]?.owner
        }
    }

    /// Names the claim that a user name is found by.
    func reads(into streams: inout [StreamID]) {
        switch self {
        case .user: break
        case .username(let name): streams.append(.username(name))
        case .email(let address): streams.append(.email(address))
        }
    }
}
