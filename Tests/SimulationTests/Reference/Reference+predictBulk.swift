import Events

@testable import EventStore
@testable import Model

extension Reference {
    /// Predicts a bulk by folding the events of each item before the next one is predicted.
    func predict(_ intent: BulkIntent, by actor: Actor, _ now: Timestamp) -> Prediction {
        let namesPayer = intent.items.contains { $0.payer != nil }
        guard namesPayer ? mayAdminister(actor) : actor.rawValue > 0 else { return .forbidden }
        var state = self
        var events: [NewEvent] = []
        var done: [Bool] = []
        for group in groups(of: intent) {
            var trial = state
            var made: [NewEvent] = []
            var isDone = true
            for index in group {
                switch trial.predict(intent.items[index], by: actor, now) {
                case .done(let more, _):
                    trial.fold(more, at: now)
                    made += more
                    continue
                case .rejected(let reason):
                    if !intent.isEach { return .rejectedAt(index, reason) }
                case .notFound:
                    if !intent.isEach { return .notFound }
                case .forbidden:
                    if !intent.isEach { return .forbidden }
                case .random, .refused, .each, .rejectedAt: break
                }
                isDone = false
                break
            }
            done += group.map { _ in isDone }
            guard isDone else { continue }
            state = trial
            events += made
        }
        return intent.isEach ? .each(done, events) : .done(events, location: nil)
    }

    /// The places of the items that succeed or fail together.
    private func groups(of intent: BulkIntent) -> [[Int]] {
        guard intent.isEach else { return [Array(intent.items.indices)] }
        var groups: [[Int]] = [[]]
        for (index, item) in intent.items.enumerated() {
            groups[groups.count - 1].append(index)
            if !item.isLinked { groups.append([]) }
        }
        return groups.filter { !$0.isEmpty }
    }

    private func predict(
        _ item: BulkIntent.Item,
        by actor: Actor,
        _ now: Timestamp
    ) -> Prediction {
        if let payer = item.payer, !wallets.contains(AccountID(payer.rawValue)) {
            return .rejected("sender-not-found")
        }
        let receiver: UserID? =
            switch item.receiver {
            case .user(let user): user
            case .name(let name): names[Intent.username(name)]
            }
        // The system has no wallet of its own.
        guard let sender = item.payer ?? actor.user else { return .forbidden }
        return transfer(item.amount, by: Actor(sender), to: receiver, now, item.note)
    }

    private mutating func fold(_ events: [NewEvent], at now: Timestamp) {
        let origin = Origin(command: UUID128(high: 9, low: 9), actor: .system)
        for event in events {
            fold(
                RecordedEvent(
                    position: LogPosition(next),
                    stream: event.stream,
                    version: StreamVersion(1),
                    event: event.event,
                    origin: origin,
                    recordedAt: now
                )
            )
        }
    }
}
