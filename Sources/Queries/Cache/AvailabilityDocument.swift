import Model
import Postgres
import Queries
import Text

/// One variant of the availability document, rendered in blocks of slots when it is asked for.
struct AvailabilityDocument: Sendable {
    /// A page of it.
    struct Rendered: Sendable {
        let body: [UInt8]
        let etag: ETag
        let next: Cursor?
        fileprivate let validUntil: Int64?

        func answer(at position: LogPosition) -> Answer {
            Answer(body: body, position: position, etag: etag, next: next)
        }
    }

    private struct Block: Sendable {
        /// The objects of the block's slots, with commas between them.
        let bytes: [UInt8]
        /// How many they are.
        let count: Int
        /// The last slot among them.
        let last: SlotID?
        /// The first deadline of a held seat that was to come when it was rendered.
        let validUntil: Int64?
    }

    /// Bytes of a slot with an id of up to seven digits.
    private static let typicalByteCount = 52

    private let onlyAvailable: Bool
    private let blockSize: Int
    /// Nil where a slot changed.
    private var blocks: [Block?] = []
    /// What everybody asks for: the page without parameters.
    private var standard: Rendered?

    init(onlyAvailable: Bool, blockSize: Int) {
        self.onlyAvailable = onlyAvailable
        self.blockSize = blockSize
    }

    /// The slot at this place has changed.
    mutating func changed(_ place: Int) {
        standard = nil
        if place / blockSize < blocks.count { blocks[place / blockSize] = nil }
    }

    /// A slot was inserted at this place, so the slots after it moved on.
    mutating func inserted(_ place: Int) {
        standard = nil
        for block in min(place / blockSize, blocks.count)..<blocks.count { blocks[block] = nil }
    }

    /// Every slot may have changed.
    mutating func forget() {
        standard = nil
        blocks = []
    }

    /// A page as of `now`, from the slot at the place `first` on; nil unless every held seat in it
    /// is known.
    ///
    /// The page without parameters is the same array until a slot changes or a deadline comes.
    mutating func rendered(
        _ page: Page,
        from first: Int,
        _ slots: [SlotRow],
        _ seats: borrowing SetAsideCache<SlotID>,
        at now: Int64
    ) -> Rendered? {
        let isStandard =
            page.before == nil && page.skip == 0 && page.limit == SlotFilter.defaultLimit
        if isStandard, let standard, !Self.isOver(standard.validUntil, at: now) { return standard }
        var part = Part(page, byteCount: min(page.limit, slots.count) * Self.typicalByteCount)
        let count = (slots.count + blockSize - 1) / blockSize
        while blocks.count < count { blocks.append(nil) }
        var place = first
        while place < slots.count, !part.isComplete {
            let index = place / blockSize
            let begin = index * blockSize
            let end = min(begin + blockSize, slots.count)
            if place == begin {
                guard let block = block(index, slots[begin..<end], seats, at: now) else {
                    return nil
                }
                if part.take(block) {
                    place = end
                    continue
                }
            }
            for slot in slots[place..<end] where !part.isComplete {
                guard let current = CurrentSlot(slot, seats, at: now) else { return nil }
                part.note(current.validUntil)
                guard isListed(current.slot) else { continue }
                part.take(current.slot)
            }
            place = end
        }
        let document = part.finish()
        if isStandard { standard = document }
        return document
    }

    private func isListed(_ slot: SlotRow) -> Bool { !onlyAvailable || slot.remaining > 0 }

    private mutating func block(
        _ index: Int,
        _ slots: ArraySlice<SlotRow>,
        _ seats: borrowing SetAsideCache<SlotID>,
        at now: Int64
    ) -> Block? {
        if let block = blocks[index], !Self.isOver(block.validUntil, at: now) { return block }
        var json = JSONWriter(capacity: slots.count * Self.typicalByteCount)
        var validUntil: Int64?
        var count = 0
        var last: SlotID?
        for slot in slots {
            guard let current = CurrentSlot(slot, seats, at: now) else { return nil }
            validUntil = Self.sooner(validUntil, current.validUntil)
            guard isListed(current.slot) else { continue }
            Self.write(current.slot, to: &json)
            count += 1
            last = slot.slot
        }
        let block = Block(bytes: json.bytes, count: count, last: last, validUntil: validUntil)
        blocks[index] = block
        return block
    }

    /// A page while it is put together: of whole blocks, and of single slots where it begins or
    /// ends within one.
    private struct Part {
        private var body: [UInt8] = [UInt8(ascii: "[")]
        private var toSkip: Int
        private var room: Int
        private var last: SlotID?
        private var hasNext = false
        private var validUntil: Int64?

        init(_ page: Page, byteCount: Int) {
            toSkip = page.skip
            room = page.limit
            body.reserveCapacity(byteCount + 2)
        }

        /// Whether it is known that another row follows the page.
        var isComplete: Bool { hasNext }

        mutating func note(_ deadline: Int64?) {
            validUntil = AvailabilityDocument.sooner(validUntil, deadline)
        }

        /// Takes a block that is on the page, or before it, as a whole; else returns false.
        mutating func take(_ block: Block) -> Bool {
            if block.count <= toSkip {
                toSkip -= block.count
            } else if toSkip == 0, block.count <= room {
                separate()
                body.append(contentsOf: block.bytes)
                room -= block.count
                last = block.last
            } else {
                return false
            }
            note(block.validUntil)
            return true
        }

        mutating func take(_ slot: SlotRow) {
            guard toSkip == 0 else {
                toSkip -= 1
                return
            }
            guard room > 0 else {
                hasNext = true
                return
            }
            var json = JSONWriter(capacity: AvailabilityDocument.typicalByteCount)
            AvailabilityDocument.write(slot, to: &json)
            separate()
            body.append(contentsOf: json.bytes)
            room -= 1
            last = slot.slot
        }

        mutating func finish() -> Rendered {
            body.append(UInt8(ascii: "]"))
            return Rendered(
                body: body,
                etag: ETag(of: body),
                next: hasNext ? last.map(Listing.cursor) : nil,
                validUntil: validUntil
            )
        }

        private mutating func separate() {
            if body.count > 1 { body.append(UInt8(ascii: ",")) }
        }
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
