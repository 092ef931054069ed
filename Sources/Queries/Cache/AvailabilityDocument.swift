import Postgres

/// One variant of the availability document, rendered in blocks of slots when it is asked for.
struct AvailabilityDocument: Sendable {
    private let onlyAvailable: Bool
    private let blockSize: Int
    /// The objects of each block's slots, with commas between them; nil where a slot changed.
    private var blocks: [[UInt8]?] = []
    private var whole: (body: [UInt8], etag: ETag)?

    init(onlyAvailable: Bool, blockSize: Int) {
        self.onlyAvailable = onlyAvailable
        self.blockSize = blockSize
    }

    /// The slot at this place has other values.
    mutating func changed(_ place: Int) {
        whole = nil
        if place / blockSize < blocks.count { blocks[place / blockSize] = nil }
    }

    /// A slot was put in at this place, so those behind it moved on.
    mutating func inserted(_ place: Int) {
        whole = nil
        for block in min(place / blockSize, blocks.count)..<blocks.count { blocks[block] = nil }
    }

    /// The document of all slots: the same array until one changes.
    mutating func joined(_ slots: [SlotEntry]) -> (body: [UInt8], etag: ETag) {
        if let whole { return whole }
        let count = (slots.count + blockSize - 1) / blockSize
        while blocks.count < count { blocks.append(nil) }
        var body: [UInt8] = [UInt8(ascii: "[")]
        body.reserveCapacity(slots.count * AvailabilityView.typicalByteCount + 2)
        for block in 0..<count {
            let rendered =
                blocks[block]
                ?? render(slots[block * blockSize..<min((block + 1) * blockSize, slots.count)])
            blocks[block] = rendered
            if body.count > 1, !rendered.isEmpty { body.append(UInt8(ascii: ",")) }
            body.append(contentsOf: rendered)
        }
        body.append(UInt8(ascii: "]"))
        let document = (body: body, etag: ETag(of: body))
        whole = document
        return document
    }

    private func render(_ slots: ArraySlice<SlotEntry>) -> [UInt8] {
        var json = JSONWriter(capacity: slots.count * AvailabilityView.typicalByteCount)
        for slot in slots where !onlyAvailable || slot.remaining > 0 {
            AvailabilityView(slot).write(to: &json)
        }
        return json.bytes
    }
}
