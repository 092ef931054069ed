import Model

/// All slots in order of their ids, which of their seats are held until when, and the availability
/// document in both variants, kept in blocks so that a change renders one block again and joins the
/// rest.
struct SlotCache: Sendable {
    /// Slots a block: few enough to render anew at each change, so many that 1,000 are 16 pieces.
    private static let blockSize = 64

    private let limit: Int
    private let seatLimit: Int
    private var slots: [SlotRow] = []
    var seats: SetAsideCache<SlotID>
    /// Whether there were more than `limit` slots: then nothing is answered from here.
    private var isPartial = false
    private var all = AvailabilityDocument(onlyAvailable: false, blockSize: blockSize)
    private var available = AvailabilityDocument(onlyAvailable: true, blockSize: blockSize)

    init(limit: Int, seatLimit: Int) {
        self.limit = limit
        self.seatLimit = seatLimit
        seats = SetAsideCache(limit: seatLimit)
    }

    var count: Int { slots.count }

    /// The document as of `now`, rendered if a slot changed or a deadline came; nil if it has to be
    /// read.
    mutating func availability(
        onlyAvailable: Bool,
        at now: Int64
    ) -> (body: [UInt8], etag: ETag)? {
        guard !isPartial else { return nil }
        return onlyAvailable
            ? available.joined(slots, seats, at: now) : all.joined(slots, seats, at: now)
    }

    /// The slot as of `now` if there is one; nil if it has to be read.
    func slot(_ slot: SlotID, at now: Int64) -> SlotRow?? {
        guard !isPartial else { return nil }
        guard let held = held(slot) else { return .some(nil) }
        guard let reckoned = ReckonedSlot(held, seats, at: now) else { return nil }
        return reckoned.entry
    }

    /// Takes over the rows of a batch.
    ///
    /// A snapshot may have brought newer ones already.
    mutating func apply(_ entries: [SlotRow]) {
        for entry in entries {
            if let held = held(entry.slot), held.position > entry.position { continue }
            store(entry)
        }
    }

    /// Takes over rows of a snapshot; returns how many the cache should have had and had not.
    ///
    /// `cache` is where the cache stands; nil while it is cold.
    mutating func absorb(
        _ entries: [SlotRow],
        at snapshot: LogPosition,
        cache: LogPosition?
    ) -> Int {
        var drifted = 0
        for entry in entries {
            let held = held(entry.slot)
            let verdict = Verdict.of(
                held: held?.position,
                same: held == entry,
                row: entry.position,
                snapshot: snapshot,
                cache: cache
            )
            switch verdict {
            case .keep, .ahead: break
            case .fill: store(entry)
            case .drifted:
                store(entry)
                drifted += isPartial ? 0 : 1
            }
        }
        return drifted
    }

    mutating func removeAll() {
        self = SlotCache(limit: limit, seatLimit: seatLimit)
    }

    /// Puts the seats that a warming has gathered in place once it is time, see `SetAsideCache`.
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

    private mutating func store(_ entry: SlotRow) {
        let place = firstIndex(notBefore: entry.slot)
        if place < slots.count, slots[place].slot == entry.slot {
            slots[place] = entry
            all.changed(place)
            available.changed(place)
            return
        }
        guard slots.count < limit else {
            isPartial = true
            return
        }
        slots.insert(entry, at: place)
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
    /// Seats that nobody has.
    var remaining: Int64 { capacity - held - confirmed }

    /// The same row with so many of the held seats free again.
    func freeing(_ seats: Int64) -> SlotRow {
        guard seats != 0 else { return self }
        var row = self
        row.held -= seats
        return row
    }
}
