import Events

@testable import Model

/// Builds a log: events with the positions and versions that they get when appended in this order.
struct History {
    private(set) var events: [RecordedEvent] = []
    private(set) var versions: [StreamID: StreamVersion] = [:]
    private var commands: UInt64 = 0
    private let origin: LogPosition
    private let commandsPerSecond: UInt64

    init(after origin: LogPosition = .start, commandsPerSecond: UInt64 = 1) {
        self.origin = origin
        self.commandsPerSecond = commandsPerSecond
    }

    /// The position of the next event.
    var next: LogPosition { origin.advanced(by: events.count + 1) }

    /// The time of the last command.
    var now: Timestamp { History.time(Int(commands / commandsPerSecond)) }

    static func time(_ seconds: Int) -> Timestamp {
        Timestamp(microseconds: 1_700_000_000_000_000).advanced(bySeconds: seconds)
    }

    /// Adds the events of one command.
    mutating func command(_ new: [NewEvent]) {
        commands += 1
        for event in new {
            let version = versions[event.stream, default: .none].next
            versions[event.stream] = version
            events.append(
                RecordedEvent(
                    position: next,
                    stream: event.stream,
                    version: version,
                    event: event.event,
                    origin: Origin(
                        command: UUID128(high: 7, low: commands),
                        actor: .system
                    ),
                    recordedAt: now
                )
            )
        }
    }

    mutating func command(_ stream: StreamID, _ event: Event) {
        command([NewEvent(stream, event)])
    }

    /// Registers a user with an opening grant, unless that is 0.
    @discardableResult
    mutating func register(grant: Int64 = 100_000) -> UserID {
        let claims = UInt64(next.rawValue)
        let user = UserID(createdAt: next.advanced(by: 2))
        let name = ClaimHash(UUID128(high: 1, low: claims))
        let email = ClaimHash(UUID128(high: 2, low: claims))
        var new = [
            NewEvent(.username(name), .claim(.usernameClaimed(user))),
            NewEvent(.email(email), .claim(.emailClaimed(user))),
            NewEvent(
                .user(user),
                .user(.registered(UserRegistered(username: name, email: email)))
            ),
            NewEvent(
                .account(AccountID(of: user)),
                .account(.opened(AccountOpened(owner: user, currency: .rub)))
            ),
        ]
        if grant > 0 {
            new += movement(
                from: .house,
                to: AccountID(of: user),
                Money(grant, .rub),
                .openingGrant,
                at: next.advanced(by: 4)
            )
        }
        command(new)
        return user
    }

    /// Moves money; returns the transfer's id.
    @discardableResult
    mutating func transfer(
        from sender: AccountID,
        to receiver: AccountID,
        _ amount: Int64,
        _ currency: Currency = .rub,
        memo: String? = nil,
        annotation: Annotation? = nil
    ) -> TransferID {
        let position = next
        command(
            movement(
                from: sender,
                to: receiver,
                Money(amount, currency),
                .transfer,
                memo: memo,
                annotation: annotation,
                at: position
            )
        )
        return TransferID(createdAt: position)
    }

    /// Both legs of a transfer whose debit is at `position`.
    func movement(
        from sender: AccountID,
        to receiver: AccountID,
        _ amount: Money,
        _ kind: TransferKind,
        memo: String? = nil,
        annotation: Annotation? = nil,
        order: OrderID? = nil,
        at position: LogPosition
    ) -> [NewEvent] {
        let id = TransferID(createdAt: position)
        return [
            NewEvent(
                .account(sender),
                .account(
                    .debited(
                        Posting(
                            transfer: id,
                            kind: kind,
                            counterparty: receiver,
                            amount: amount,
                            memo: memo,
                            order: order,
                            annotation: annotation
                        )
                    )
                )
            ),
            NewEvent(
                .account(receiver),
                .account(
                    .credited(
                        Posting(
                            transfer: id,
                            kind: kind,
                            counterparty: sender,
                            amount: amount,
                            memo: memo,
                            order: order
                        )
                    )
                )
            ),
        ]
    }
}
