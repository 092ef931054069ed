import Events

@testable import Model

extension Reference {
    /// Applies one event.
    ///
    /// `violations` grows if an invariant forbids it.
    mutating func fold(_ event: RecordedEvent) {
        position += 1
        require(event.position.rawValue == position, "E1: dense positions")
        require(event.recordedAt >= recordedAt, "E1: time does not go back")
        recordedAt = event.recordedAt
        follow(run: event.origin.command)
        if openDebit != nil, event.event.isCredit == false {
            require(false, "M3: a debit is followed by its credit")
        }
        switch (event.stream, event.event) {
        case (.user(let id), .user(let change)): fold(change, id)
        case (.username(let hash), .claim(let change)): fold(change, hash, username: true)
        case (.email(let hash), .claim(let change)): fold(change, hash, username: false)
        case (.account(let id), .account(let change)): fold(change, id)
        case (.slot(let id), .slot(let change)): fold(change, id)
        case (.hold(let id), .hold(let change)): fold(change, id, event.recordedAt)
        case (.shop(let id), .shop): shops.insert(id)
        case (.product(let id), .product(let change)): fold(change, id)
        case (.order(let id), .order(let change)): fold(change, id)
        case (.basket(let user), .basket(let change)): fold(change, user)
        case (.services, .service(let change)): fold(change)
        case (.transfer(let id), .transfer(let change)): fold(change, id)
        case (.rates, .rates(let change)): fold(change)
        case (.session(let id), .session(let change)): fold(change, id, event.recordedAt)
        default:
            require(false, "an event is in a stream of its kind")
        }
    }

    /// Checks the rules after every append.
    mutating func checkBetweenBatches() {
        require(openDebit == nil, "M3: a debit is followed by its credit")
        checkIdentityBetweenBatches()
        for (currency, sum) in sums {
            require(sum == 0, "M1: postings in \(currency.code) sum to zero")
        }
        checkTransfers()
        checkOrders()
    }

    private mutating func follow(run command: UUID128) {
        guard let run = runs[command] else {
            runs[command] = position...position
            return
        }
        require(run.upperBound == position - 1, "M3: the events of a command are adjacent")
        runs[command] = run.lowerBound...position
    }

    private mutating func fold(_ change: ClaimEvent, _ hash: ClaimHash, username: Bool) {
        switch change {
        case .usernameClaimed(let user):
            require(names.updateValue(user, forKey: hash) == nil && username, "A3: a name once")
        case .emailClaimed(let user):
            require(
                emails.updateValue(user, forKey: hash) == nil && !username,
                "A3: an e-mail address is claimed once"
            )
        }
    }
}

extension Event {
    fileprivate var isCredit: Bool {
        if case .account(.credited) = self { true } else { false }
    }
}
