import Events

extension WriteModel {
    /// Follows an event that is about to be appended.
    ///
    /// Answers the version that it gets in its stream.
    mutating func append(_ new: NewEvent) -> StreamVersion {
        switch (new.stream, new.event) {
        case (.user(let id), .user(let change)): users.append(id, change)
        case (.username(let hash), .claim(let change)): usernames.append(hash, change)
        case (.email(let hash), .claim(let change)): emails.append(hash, change)
        case (.account(let id), .account(let change)): accounts.append(id, change)
        case (.slot(let id), .slot(let change)): slots.append(id, change)
        case (.hold(let id), .hold(let change)): holds.append(id, change)
        case (.shop(let id), .shop(let change)): shops.append(id, change)
        case (.product(let id), .product(let change)): products.append(id, change)
        case (.order(let id), .order(let change)): orders.append(id, change)
        case (.user, _), (.username, _), (.email, _), (.account, _), (.slot, _), (.hold, _),
            (.shop, _), (.product, _), (.order, _):
            preconditionFailure("an event of another kind was decided for stream \(new.stream)")
        }
    }

    /// Follows an event read from the log, as far as its stream is loaded.
    ///
    /// False if the model lacks an event before it, and so is not to be trusted.
    mutating func fold(_ recorded: RecordedEvent) -> Bool {
        let version = recorded.version
        switch (recorded.stream, recorded.event) {
        case (.user(let id), .user(let change)): return users.fold(id, change, version: version)
        case (.username(let hash), .claim(let change)):
            return usernames.fold(hash, change, version: version)
        case (.email(let hash), .claim(let change)):
            return emails.fold(hash, change, version: version)
        case (.account(let id), .account(let change)):
            return accounts.fold(id, change, version: version)
        case (.slot(let id), .slot(let change)): return slots.fold(id, change, version: version)
        case (.hold(let id), .hold(let change)): return holds.fold(id, change, version: version)
        case (.shop(let id), .shop(let change)): return shops.fold(id, change, version: version)
        case (.product(let id), .product(let change)):
            return products.fold(id, change, version: version)
        case (.order(let id), .order(let change)): return orders.fold(id, change, version: version)
        case (.user, _), (.username, _), (.email, _), (.account, _), (.slot, _), (.hold, _),
            (.shop, _), (.product, _), (.order, _):
            return false
        }
    }
}
