import Model
import Postgres
import Text

/// One variant of the availability document, rendered in blocks of slots when it is asked for.
struct AvailabilityDocument: Sendable {
    private struct Block: Sendable {
        /// The objects of the block's slots, with commas between them.
        let bytes: [UInt8]
        /// The first deadline of a held seat that was to come when it was rendered.
        let validUntil: Int64?
    }

    private struct Whole: Sendable {
        let body: [UInt8]
        let etag: ETag
        let validUntil: Int64?
    }

    /// Bytes of a slot with an id of up to seven digits.
    private static let typicalByteCount = 52

    private let onlyAvailable: Bool
    private let blockSize: Int
    /// Nil where a slot changed.
    private var blocks: [Block?] = []
    private var whole: Whole?

    init(onlyAvailable: Bool, blockSize: Int) {
        self.onlyAvailable = onlyAvailable
        self.blockSize = blockSize
    }

    /// The slot at this place has changed.
    mutating func changed(_ place: Int) {
        whole = nil
        if place / blockSize < blocks.count { blocks[place / blockSize] = nil }
    }

    /// A slot was inserted at this place, so the slots after it moved on.
    mutating func inserted(_ place: Int) {
        whole = nil
        for block in min(place / blockSize, blocks.count)..<blocks.count { blocks[block] = nil }
    }

    /// Every slot may have changed.
    mutating func forget() {
        whole = nil
        blocks = []
    }

    /// The document of all slots as of `now`: the same array until a slot changes or a deadline
    /// comes; nil unless every held seat is known.
    mutating func joined(
        _ slots: [SlotRow],
        _ seats: borrowing SetAsideCache<SlotID>,
        at now: Int64
    ) -> (body: [UInt8], etag: ETag)? {
        if let whole, !Self.isOver(whole.validUntil, at: now) { return (whole.body, whole.etag) }
        let count = (slots.count + blockSize - 1) / blockSize
        while blocks.count < count { blocks.append(nil) }
        var body: [UInt8] = [UInt8(ascii: "[")]
        body.reserveCapacity(slots.count * Self.typicalByteCount + 2)
        var validUntil: Int64?
        for index in 0..<count {
            let end = min((index + 1) * blockSize, slots.count)
            guard let block = block(index, slots[index * blockSize..<end], seats, at: now)
            else { return nil }
            if body.count > 1, !block.bytes.isEmpty { body.append(UInt8(ascii: ",")) }
            body.append(contentsOf: block.bytes)
            validUntil = Self.sooner(validUntil, block.validUntil)
        }
        body.append(UInt8(ascii: "]"))
        let document = Whole(body: body, etag: ETag(of: body), validUntil: validUntil)
        whole = document
        return (document.body, document.etag)
    }

    private mutating func block(
        _ index: Int,
        _ slots: ArraySlice<SlotRow>,
        _ seats: borrowing SetAsideCache<SlotID>,
        at now: Int64
    ) -> Block? {
        if let block = blocks[index], !Self.isOver(block.validUntil, at: now) { return block }
        var json = JSONWriter(capacity: slots.count * Self.typicalByteCount)
        var validUntil: Int64?
        for slot in slots {
            guard let current = CurrentSlot(slot, seats, at: now) else { return nil }
            validUntil = Self.sooner(validUntil, current.validUntil)
            guard !onlyAvailable || current.slot.remaining > 0 else { continue }
            Self.write(current.slot, to: &json)
        }
        let block = Block(bytes: json.bytes, validUntil: validUntil)
        blocks[index] = block
        return block
    }

    /// The same bytes as an element of `Listing.availability`.
    private static func write(_ slot: SlotRow, to json: inout JSONWriter) {
        json.beginObject()
        json.member("slot_id", slot.slot.rawValue)
        json.member("capacity", slot.capacity)
        json.member("remaining", slot.remaining)
        json.endObject()
    }

    private static func isOver(_ validUntil: Int64?, at now: Int64) -> Bool {
        validUntil.map { Deadline.hasCome($0, at: now) } ?? false
    }

    private static func sooner(_ left: Int64?, _ right: Int64?) -> Int64? {
        guard let left, let right else { return left ?? right }
        return min(left, right)
    }
}

/// A slot as of a time: seats whose deadline has passed are free.
struct CurrentSlot: Sendable {
    let slot: SlotRow
    /// The next deadline that changes it, in microseconds since 1970.
    let validUntil: Int64?

    /// Nil unless every held seat of the slot is known.
    init?(_ slot: SlotRow, _ seats: borrowing SetAsideCache<SlotID>, at now: Int64) {
        guard slot.held != 0 else {
            self.slot = slot
            validUntil = nil
            return
        }
        guard let held = seats[slot.slot], held.total == slot.held else { return nil }
        self.slot = slot.freeing(Int64(held.overdueCount(at: now)))
        validUntil = held.nextDeadline(after: now)
    }
}
