import Model

/// A row that is not believed: it is not what this software has sealed.
package enum DistrustedRow: Error, Hashable, Sendable {
    case snapshot(stream: String)
    case receipt(actor: Actor, key: String)
    case person(UserID)
}

extension DistrustedRow {
    /// The row by its table and key.
    package var name: String {
        switch self {
        case .snapshot(let stream): "log.snapshots, stream \(stream)"
        case .receipt(let actor, let key): "log.receipts, actor \(actor.rawValue), key \(key)"
        case .person(let user): "people.people, user \(user.rawValue)"
        }
    }
}

extension DistrustedRow: CustomStringConvertible {
    package var description: String {
        "\(name): not as this service has sealed it, so it is not believed; run tally verify"
    }
}
