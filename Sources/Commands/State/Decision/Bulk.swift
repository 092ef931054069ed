import Model

/// A command that consists of others, which are decided one after the other, each on the state
/// after the ones before it.
///
/// What is refused is undone as if it had never been decided. Its own `decide` only checks whether
/// the actor may send it: all events are those of the items.
package protocol Bulk: Command {
    var mode: BulkMode { get }
    /// The number of items, at least 1.
    var count: Int { get }
    /// Whether an item acts for another user than the actor, as only an administrator may.
    var isForOthers: Bool { get }
    /// Whether items have receivers, who may not exist.
    var haveReceiver: Bool { get }
    /// Whether an item has its receiver's name, not the id.
    var namesReceiver: Bool { get }

    /// The item's command.
    func item(at index: Int) -> any Command

    /// Whether the item succeeds or fails together with the next one, if each counts for itself.
    func isLinked(at index: Int) -> Bool

    /// The same with some of the items only.
    func part(_ range: Range<Int>) -> Self
}

extension Bulk {
    package var bulk: (any Bulk)? { self }

    /// The end of the items that succeed or fail together with the one at `start`.
    package func groupEnd(from start: Int) -> Int {
        guard mode == .each else { return count }
        var end = start + 1
        while end < count, isLinked(at: end - 1) { end += 1 }
        return end
    }
}

/// What happens to a bulk if one of its items is refused.
package enum BulkMode: String, Hashable, Sendable, CaseIterable {
    /// Nothing of it is done.
    case allOrNothing = "all-or-nothing"
    /// The others are done, except those that are linked with it.
    case each
}

/// Which items of a bulk, or of one of its parts, were done.
package struct BulkResults: Hashable, Sendable {
    package private(set) var done: [Bool] = []
    /// The number of items that were refused because their receivers do not exist; 0 if read from a
    /// receipt.
    package private(set) var strangers = 0

    package init() {}

    /// Adds items that succeeded or failed together.
    package mutating func add(_ count: Int, after refusal: Refusal?) {
        done.append(contentsOf: repeatElement(refusal == nil, count: count))
        if case .rejected(.receiverNotFound, _) = refusal { strangers += 1 }
    }

    /// One digit for each item, 1 for one that was done: the text in a receipt.
    package var text: String { String(decoding: done.map { $0 ? 0x31 : 0x30 }, as: UTF8.self) }

    /// Nil for a text that `text` does not write.
    package init?(text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 == 0x30 || $0 == 0x31 }) else { return nil }
        done = text.utf8.map { $0 == 0x31 }
    }
}

/// The place of the item that had a whole bulk refused, as the text of a receipt.
package enum BulkFailure {
    private static let word = "index="

    /// The detail of the refusal: the index of the item, then what the item's own refusal says.
    package static func detail(at index: Int, _ detail: String?) -> String {
        word + "\(index)" + (detail.map { "; \($0)" } ?? "")
    }

    /// The index in a detail, from 0; nil in one of another form.
    package static func index(in detail: String) -> Int? {
        guard detail.hasPrefix(word) else { return nil }
        return Int(detail.dropFirst(word.count).prefix { $0 != ";" })
    }
}
