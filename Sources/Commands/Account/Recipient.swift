import Events
import Model

/// The user whom a command concerns, by id or by name.
package enum Recipient: Hashable, Sendable {
    case user(UserID)
    case username(ClaimHash)
    case email(ClaimHash)

    /// Returns the user, as far as the model knows: nil for a name that is free or not loaded.
    func resolve(_ model: borrowing WriteModel) -> UserID? {
        switch self {
        case .user(let user): user
        case .username(let name): model.usernames[name]?.owner
        case .email(let address): model.emails[address]?.owner
        }
    }

    /// Lists the claim by which the name is found, and returns the user once it is loaded.
    func resolve(_ model: borrowing WriteModel, _ streams: inout StreamList) -> UserID? {
        switch self {
        case .user: break
        case .username(let name): streams.append(.username(name))
        case .email(let address): streams.append(.email(address))
        }
        return resolve(model)
    }
}
