import Commands
import Entities
import Events

@testable import Model

/// A bulk of transfers or of holds, or a part of one, of a simulated client.
struct BulkIntent: Hashable {
    /// What an item does besides what all items have.
    enum Action: Hashable {
        case pay(Receiver, Money)
        case hold(SlotID, seconds: Int)
    }

    enum Receiver: Hashable {
        case user(UserID)
        case name(UInt64)

        var recipient: Recipient {
            switch self {
            case .user(let user): .user(user)
            case .name(let name): .username(Intent.username(name))
            }
        }
    }

    struct Item: Hashable {
        /// Who pays, or whose hold it is; nil for the actor.
        let principal: UserID?
        let action: Action
        let note: Note
        let isLinked: Bool
    }

    let isEach: Bool
    /// All of them pay, or all of them hold.
    let items: [Item]

    var command: any Bulk {
        let mode: BulkMode = isEach ? .each : .allOrNothing
        let transfers = items.compactMap { item -> TransferBulk.Item? in
            guard case .pay(let receiver, let amount) = item.action else { return nil }
            return TransferBulk.Item(
                TransferMoney(
                    to: receiver.recipient,
                    amount: amount,
                    annotation: item.note.annotation,
                    from: item.principal
                ),
                isLinked: item.isLinked
            )
        }
        guard transfers.isEmpty else { return TransferBulk(mode, transfers) }
        let holds = items.compactMap { item -> HoldBulk.Item? in
            guard case .hold(let slot, let seconds) = item.action else { return nil }
            return HoldBulk.Item(
                PlaceHold(
                    inBulk: slot,
                    lifetimeSeconds: seconds,
                    annotation: item.note.annotation,
                    for: item.principal
                ),
                isLinked: item.isLinked
            )
        }
        return HoldBulk(mode, holds)
    }
}

/// A client that waits for the answer to a bulk of mode each, and the node's way through its parts.
///
/// After a crash the client sends the whole again under the same key, to a node whose parts may
/// have another size.
struct BulkClient {
    let whole: BulkIntent
    let actor: Actor
    let key: String
    let fingerprint: [UInt8]
    /// Whether a node decides one of its parts.
    var isInFlight = false
    private var progress: BulkProgress
    /// The parts that were decided since the client sent it last, as (key, results).
    private var parts: [(key: String, count: Int)] = []

    init(_ whole: BulkIntent, _ actor: Actor, key: String, partSize: Int) {
        self.whole = whole
        self.actor = actor
        self.key = key
        fingerprint = Array("\(whole)".utf8)
        progress = Self.progress(whole, key, fingerprint, partSize)
    }

    /// What the client got in the end, with the keys of the parts.
    struct Ended {
        let actor: Actor
        let keys: [String]
        /// Nil if the bulk was refused.
        let done: [Bool]?
        let count: Int
    }

    var part: any Bulk { progress.part }
    var partKey: String { progress.partKey.key }

    /// The part's items, apart from the code that cuts them.
    var partIntent: BulkIntent {
        let start = parts.reduce(0) { $0 + $1.count }
        let end = start + progress.part.count
        return BulkIntent(isEach: true, items: Array(whole.items[start..<end]))
    }

    mutating func restart(partSize: Int) {
        isInFlight = false
        parts = []
        progress = Self.progress(whole, key, fingerprint, partSize)
    }

    /// Takes the outcome of the part; returns what the client gets, once it gets it.
    mutating func take(_ outcome: Outcome) -> Ended? {
        isInFlight = false
        if case .decided(let results, _, _) = outcome {
            parts.append((partKey, results.done.count))
        }
        guard let answer = progress.take(outcome) else { return nil }
        let done: [Bool]? = if case .each(let done, _, _) = answer { done } else { nil }
        return Ended(
            actor: actor,
            keys: parts.map(\.key),
            done: done,
            count: whole.items.count
        )
    }

    private static func progress(
        _ whole: BulkIntent,
        _ key: String,
        _ fingerprint: [UInt8],
        _ partSize: Int
    ) -> BulkProgress {
        BulkProgress(
            whole.command,
            IdempotencyKey(key, fingerprint: fingerprint),
            partSize: partSize
        )
    }
}
