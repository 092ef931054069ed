import Events

extension Reference {
    /// What has to become of the intent if it is decided at this position and time.
    func predict(_ intent: Intent, by actor: Actor, at now: Timestamp) -> Prediction {
        switch intent {
        case .register(let name, let email, let grant):
            register(Intent.username(name), Intent.email(email), grant)
        case .grantRole(let user): grantRole(user)
        case .transfer(let user, let amount): transfer(amount, by: actor, to: user)
        case .transferByName(let name, let amount):
            transfer(amount, by: actor, to: names[Intent.username(name)])
        case .createSlot(let capacity):
            created(.slot(SlotID(next)), .slot(.created(details(capacity))), "/slots")
        case .changeSlot(let slot, let capacity): changeSlot(slot, capacity, now)
        case .hold(let slot, let seconds): hold(slot, by: actor, now, seconds)
        case .confirm(let hold): confirm(hold, by: actor, now)
        case .cancel(let hold): cancel(hold, by: actor, now)
        case .expire(let hold): expire(hold, now)
        case .createShop:
            created(
                .shop(ShopID(next)),
                .shop(.created(ShopDetails(name: "Shop", description: "", site: ""))),
                "/shops"
            )
        case .createProduct(let shop, let price, let quantity):
            createProduct(shop, price, quantity)
        case .changeProduct(let product, let price, let quantity):
            changeProduct(product, price, quantity)
        case .order(let intent): predict(intent, by: actor)
        }
    }

    /// The position of the next event.
    var next: Int64 { position + 1 }

    func created(_ stream: StreamID, _ event: Event, _ path: String) -> Prediction {
        .done([NewEvent(stream, event)], location: "\(path)/\(next)")
    }

    private func register(_ name: ClaimHash, _ email: ClaimHash, _ grant: Int64) -> Prediction {
        if names[name] != nil { return .rejected("username-taken") }
        if emails[email] != nil { return .rejected("email-taken") }
        let user = UserID(position + 3)
        let account = AccountID(user.rawValue)
        var events = [
            NewEvent(.username(name), .claim(.usernameClaimed(user))),
            NewEvent(.email(email), .claim(.emailClaimed(user))),
            NewEvent(.user(user), .user(.registered(UserRegistered(username: name, email: email)))),
            NewEvent(
                .account(account),
                .account(.opened(AccountOpened(owner: user, currency: .rub)))
            ),
        ]
        if grant > 0 {
            if let reason = obstacle(from: .house, to: account, Money(grant, .rub)) {
                return .rejected(reason)
            }
            events += money(
                .openingGrant,
                from: .house,
                to: account,
                Money(grant, .rub),
                at: position + 5
            )
        }
        return .done(events, location: "/users/\(user.rawValue)")
    }

    private func grantRole(_ user: UserID) -> Prediction {
        guard users.contains(user) else { return .notFound }
        if admins.contains(user) { return .rejected("role-already-granted") }
        return .done(
            [NewEvent(.user(user), .user(.roleGranted(RoleGranted(role: .admin))))],
            location: nil
        )
    }

    private func transfer(_ amount: Money, by actor: Actor, to user: UserID?) -> Prediction {
        guard actor.rawValue > 0 else { return .forbidden }
        let sender = AccountID(actor.rawValue)
        guard wallets.contains(sender) else { return .notFound }
        guard let user, wallets.contains(AccountID(user.rawValue)) else {
            return .rejected("receiver-not-found")
        }
        let receiver = AccountID(user.rawValue)
        if sender == receiver { return .rejected("same-account") }
        if let reason = obstacle(from: sender, to: receiver, amount) { return .rejected(reason) }
        return .done(
            money(.transfer, from: sender, to: receiver, amount, at: next),
            location: "/transfers/\(next)"
        )
    }

    /// Why the money can't move.
    func obstacle(from: AccountID, to: AccountID, _ amount: Money) -> String? {
        if amount.minorUnits <= 0 { return "invalid-amount" }
        let left = Int128(balance(from, amount.currency)) - Int128(amount.minorUnits)
        if !from.isSystem, left < 0 { return "insufficient-funds" }
        let there = Int128(balance(to, amount.currency)) + Int128(amount.minorUnits)
        return left < Int128(Int64.min) || there > Int128(Int64.max) ? "balance-limit" : nil
    }

    func money(
        _ kind: TransferKind,
        from: AccountID,
        to: AccountID,
        _ amount: Money,
        at position: Int64,
        order: OrderID? = nil
    ) -> [NewEvent] {
        let id = TransferID(position)
        let debit = Posting(
            transfer: id,
            kind: kind,
            counterparty: to,
            amount: amount,
            order: order
        )
        let credit = Posting(
            transfer: id,
            kind: kind,
            counterparty: from,
            amount: amount,
            order: order
        )
        return [
            NewEvent(.account(from), .account(.debited(debit))),
            NewEvent(.account(to), .account(.credited(credit))),
        ]
    }
}
