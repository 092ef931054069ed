import Events
import Model

/// Up to `maximumCount` transfers as one command.
///
/// The first transfers may be what the later ones are paid from.
package struct TransferBulk: Bulk, Hashable {
    package static let maximumCount = 10_000
    /// The most items that are linked with each other.
    package static let maximumGroup = 500

    /// One transfer of a bulk.
    package struct Item: Hashable, Sendable {
        let transfer: TransferMoney
        package let isLinked: Bool

        package init(_ transfer: TransferMoney, isLinked: Bool = false) {
            self.transfer = transfer
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

    package func item(at index: Int) -> any Command { items[items.startIndex + index].transfer }

    package func isLinked(at index: Int) -> Bool { items[items.startIndex + index].isLinked }

    package func part(_ range: Range<Int>) -> TransferBulk {
        let start = items.startIndex
        return TransferBulk(mode, items[start + range.lowerBound..<start + range.upperBound])
    }

    /// Whether an item is paid from another wallet than the actor's.
    package var namesPayer: Bool { items.contains { $0.transfer.payer != nil } }

    /// Whether an item has its receiver's name, not the id.
    package var namesReceiver: Bool {
        items.contains { item in
            switch item.transfer.receiver {
            case .user: false
            case .username, .email: true
            }
        }
    }

    package func reads(_ model: borrowing WriteModel, _ streams: inout StreamList) {
        if namesPayer { streams.appendActor() }
        for item in items { item.transfer.reads(model, &streams) }
    }

    /// Throws `forbidden` if an item names its payer and the actor is no administrator, or nobody
    /// acts.
    package func decide(_ model: borrowing WriteModel, _ call: Call) throws(Refusal) -> Decision {
        if namesPayer { try model.requireAdministrator(call.actor) } else { _ = try call.user }
        return Decision([])
    }
}
