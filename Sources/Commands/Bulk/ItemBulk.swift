import Entities
import Events
import Model

/// A command of which a bulk may have many.
package protocol BulkItem: Command, Hashable {
    /// The user in whose place an administrator sends it; nil for the actor.
    var principal: UserID? { get }
    /// Whether commands of this kind have a receiver, who may not exist.
    static var haveReceiver: Bool { get }
    /// Whether it has its receiver's name, not the id.
    var namesReceiver: Bool { get }
}

/// The bounds of every bulk.
package enum BulkLimit {
    /// The most items.
    package static let items = 10_000
    /// The most items that are linked with each other.
    package static let group = 500
}

/// Up to `BulkLimit.items` commands of one kind as one.
///
/// What the first ones change counts for the later ones.
package struct ItemBulk<Kind: BulkItem>: Bulk, Hashable {
    /// One command of a bulk.
    package struct Item: Hashable, Sendable {
        let command: Kind
        package let isLinked: Bool

        package init(_ command: Kind, isLinked: Bool = false) {
            self.command = command
            self.isLinked = isLinked
        }
    }

    package let mode: BulkMode
    private let items: ArraySlice<Item>

    package init(_ mode: BulkMode, _ items: [Item]) {
        self.init(mode, items[...])
    }

    private init(_ mode: BulkMode, _ items: ArraySlice<Item>) {
        self.mode = mode
        self.items = items
    }

    package var count: Int { items.count }

    package func item(at index: Int) -> any Command { items[items.startIndex + index].command }

    package func isLinked(at index: Int) -> Bool { items[items.startIndex + index].isLinked }

    package func part(_ range: Range<Int>) -> ItemBulk {
        let start = items.startIndex
        return ItemBulk(mode, items[start + range.lowerBound..<start + range.upperBound])
    }

    package var isForOthers: Bool { items.contains { $0.command.principal != nil } }

    package var haveReceiver: Bool { Kind.haveReceiver }

    package var namesReceiver: Bool { items.contains { $0.command.namesReceiver } }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        if isForOthers { streams.appendActor() }
        for item in items { item.command.reads(model, &streams) }
    }

    /// Throws `forbidden` if an item names another user than the actor who is no administrator, or
    /// nobody acts.
    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        if isForOthers { try model.requireAdministrator(call.actor) } else { _ = try call.user }
        return Decision([])
    }
}

/// Transfers, of which the first may be what the later ones are paid from.
package typealias TransferBulk = ItemBulk<TransferMoney>

extension TransferMoney: BulkItem {
    package static var haveReceiver: Bool { true }

    package var principal: UserID? { payer }

    package var namesReceiver: Bool {
        switch receiver {
        case .user: false
        case .username, .email: true
        }
    }
}

/// Holds of seats.
package typealias HoldBulk = ItemBulk<PlaceHold>

extension PlaceHold: BulkItem {
    package static var haveReceiver: Bool { false }

    package var namesReceiver: Bool { false }
}
