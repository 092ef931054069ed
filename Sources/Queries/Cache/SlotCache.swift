import Model
import Queries

/// All slots in order of their ids, until when their seats are held, and the availability document
/// in both variants, kept in blocks so that a change renders one block again and joins the rest.
package struct SlotCache: Sendable {
    /// Slots per block: few enough to render again at each change, and so many that 1,000 slots are
    /// 16 blocks.
    private static let blockSize = 64

    private let limit: Int
    private let seatLimit: Int
    private var slots: [SlotRow] = []
    var seats: SetAsideCache<SlotID>
    /// Whether there were more than `limit` slots: then every slot has to be read.
    private var isPartial = false
    private var all = AvailabilityDocument(onlyAvailable: false, blockSize: blockSize)
    private var available = AvailabilityDocument(onlyAvailable: true, blockSize: blockSize)

    init(limit: Int, seatLimit: Int) {
        self.limit = limit
        self.seatLimit = seatLimit
        seats = SetAsideCache(limit: seatLimit)
    }

    var count: Int { slots.count }

    /// A page as of `now`, of which only blocks are rendered whose slots changed or whose deadline
    /// came; nil if it has to be read.
    mutating func availability(
        _ filter: SlotFilter,
        _ page: Page,
        at now: Int64
    ) -> AvailabilityDocument.Rendered? {
        guard !isPartial, filter.isTimeless else { return nil }
        var first = 0
        if let cursor = page.before {
            guard let slot = Listing.lastSlot(in: cursor) else { return nil }
            first = firstIndex(notBefore: slot)
            if first < slots.count, slots[first].slot == slot { first += 1 }
        }
        return filter.onlyAvailable
            ? available.rendered(page, from: first, slots, seats, at: now)
            : all.rendered(page, from: first, slots, seats, at: now)
    }

    /// The slot as of `now` if there is one; nil if it has to be read.
    func slot(_ slot: SlotID, at now: Int64) -> SlotRow?? {
        guard !isPartial else { return nil }
        guard let held = held(slot) else { return .some(nil) }
        guard let current = CurrentSlot(held, seats, at: now) else { return nil }
        return current.slot
    }

    /// Stores the rows of a batch, unless a snapshot has brought newer ones.
    mutating func apply(_ rows: [SlotRow]) {
        for row in rows {
            if let held = held(row.slot), held.position > row.position { continue }
            store(row)
        }
    }

    /// Stores rows of a snapshot; returns how many the cache had missed.
    ///
    /// `cache` is the cache's position; nil while it is cold.
    mutating func absorb(_ rows: [SlotRow], at snapshot: LogPosition, cache: LogPosition?) -> Int {
        var drifted = 0
        for row in rows {
            let held = held(row.slot)
            switch RowComparison.of(row, held: held, snapshot: snapshot, cache: cache) {
            case .keep, .ahead: break
            case .fill: store(row)
            case .drifted:
                store(row)
                drifted += isPartial ? 0 : 1
            }
        }
        return drifted
    }

    mutating func removeAll() {
        self = SlotCache(limit: limit, seatLimit: seatLimit)
    }

    /// Replaces the seats by those that a warming has gathered once it is time, see
    /// `SetAsideCache`.
    mutating func settle(at position: LogPosition?) {
        guard seats.settle(at: position) else { return }
        all.forget()
        available.forget()
    }

    private func held(_ slot: SlotID) -> SlotRow? {
        let place = firstIndex(notBefore: slot)
        guard place < slots.count, slots[place].slot == slot else { return nil }
        return slots[place]
    }

    private mutating func store(_ row: SlotRow) {
        let place = firstIndex(notBefore: row.slot)
        if place < slots.count, slots[place].slot == row.slot {
            slots[place] = row
            all.changed(place)
            available.changed(place)
            return
        }
        guard slots.count < limit else {
            isPartial = true
            return
        }
        slots.insert(row, at: place)
        all.inserted(place)
        available.inserted(place)
    }

    private func firstIndex(notBefore slot: SlotID) -> Int {
        var low = 0
        var high = slots.count
        while low < high {
            let middle = (low + high) / 2
            if slots[middle].slot < slot { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension SlotRow {
    /// The same row with so many of the held seats free again.
    func freeing(_ seats: Int64) -> SlotRow {
        guard seats != 0 else { return self }
        var row = self
        row.held -= seats
        return row
    }
}
