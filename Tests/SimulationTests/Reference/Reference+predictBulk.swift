import Entities
import Events

@testable import EventStore
@testable import Model

extension Reference {
    /// Predicts a bulk by folding the events of each item before the next one is predicted.
    func predict(_ intent: BulkIntent, by actor: Actor, _ now: Timestamp) -> Prediction {
        let isForOthers = intent.items.contains { $0.principal != nil }
        if isForOthers, !mayAdminister(actor) { return .forbidden(.administrator) }
        if !isForOthers, actor.rawValue <= 0 { return .forbidden(.user) }
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
                case .forbidden(let permitted):
                    if !intent.isEach { return .forbidden(permitted) }
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
        // The system has no wallet of its own, and takes no seat.
        guard let user = item.principal ?? actor.user else { return .forbidden(.user) }
        switch item.action {
        case .pay(let receiver, let amount):
            guard item.principal == nil || wallets.contains(AccountID(user.rawValue))
            else { return .rejected("sender-not-found") }
            return transfer(amount, by: Actor(user), to: named(receiver), now, item.note)
        case .hold(let slot, let seconds):
            if item.principal != nil {
                guard users.contains(user) else { return .notFound }
                if identity.deleted.contains(user) { return .rejected("user-deleted") }
            }
            return hold(slot, by: Actor(user), now, seconds, item.note, ending: 1)
        }
    }

    private func named(_ receiver: BulkIntent.Receiver) -> UserID? {
        switch receiver {
        case .user(let user): user
        case .name(let name): names[Intent.username(name)]
        }
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
