/// The names in one object, to refuse a name that comes twice.
///
/// A few are compared one by one without an allocation; from then on a set keeps the cost linear.
package struct JSONNames {
    @usableFromInline package var few = InlineArray<16, Entry>(
        repeating: Entry(tag: 0, span: .empty)
    )
    @usableFromInline var count = 0
    private var many: Set<[UInt8]> = []

    /// A name's place, and a cheap digest that differs for most others.
    @usableFromInline package struct Entry {
        @usableFromInline let tag: UInt32
        @usableFromInline let span: JSONSpan

        @inlinable init(tag: UInt32, span: JSONSpan) {
            self.tag = tag
            self.span = span
        }
    }

    @usableFromInline package init() {}

    @inlinable package mutating func insert(
        _ name: JSONSpan,
        in reader: JSONReader
    ) throws(JSONError) {
        guard count < few.count, !name.hasEscapes else { return try insertSlowly(name, in: reader) }
        let tag = Self.tag(reader.bytes(name.range))
        for index in 0..<count where few[index].tag == tag {
            try compare(few[index].span, name, in: reader)
        }
        few[count] = Entry(tag: tag, span: name)
        count += 1
    }

    @inlinable package static func tag(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        guard let first = bytes.first, let last = bytes.last else { return 0 }
        let middle = bytes[bytes.count / 2]
        return UInt32(truncatingIfNeeded: bytes.count) << 24 | UInt32(first) << 16
            | UInt32(middle) << 8 | UInt32(last)
    }

    @usableFromInline package func compare(
        _ known: JSONSpan,
        _ name: JSONSpan,
        in reader: JSONReader
    ) throws(JSONError) {
        guard reader.bytes(known.range).elementsEqual(reader.bytes(name.range)) else { return }
        throw duplicate(name, reader.decode(name))
    }

    /// Names with escapes, and those of large objects: all go through the set from here on.
    @usableFromInline package mutating func insertSlowly(
        _ name: JSONSpan,
        in reader: JSONReader
    ) throws(JSONError) {
        if many.isEmpty {
            for index in 0..<count { many.insert(reader.decode(few[index].span)) }
        }
        // A full count sends every later name here as well.
        count = few.count
        let decoded = reader.decode(name)
        guard many.insert(decoded).inserted else { throw duplicate(name, decoded) }
        guard many.count <= JSONReader.maximumMembers else {
            throw JSONError(offset: name.range.lowerBound, problem: "too many members")
        }
    }

    private func duplicate(_ name: JSONSpan, _ decoded: [UInt8]) -> JSONError {
        JSONError(
            offset: name.range.lowerBound,
            problem: "duplicate member \"\(String(decoding: decoded, as: UTF8.self))\""
        )
    }
}
