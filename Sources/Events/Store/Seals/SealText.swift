/// The bytes that a seal is made of: a word for the table, then each value with its length before it.
///
/// So no two rows, of one table or of two, have the same bytes.
struct SealText {
    private(set) var bytes: [UInt8] = []

    /// Begins with the table's word.
    mutating func begin(_ domain: StaticString) {
        bytes.removeAll(keepingCapacity: true)
        count(domain.utf8CodeUnitCount)
        bytes.append(
            contentsOf: UnsafeBufferPointer(
                start: domain.utf8Start,
                count: domain.utf8CodeUnitCount
            )
        )
    }

    mutating func add(_ value: [UInt8]) {
        count(value.count)
        bytes.append(contentsOf: value)
    }

    mutating func add(_ value: String) {
        count(value.utf8.count)
        bytes.append(contentsOf: value.utf8)
    }

    /// No text has the length that stands for none.
    mutating func add(_ value: String?) {
        guard let value else { return append(UInt32.max) }
        add(value)
    }

    mutating func add(_ value: some FixedWidthInteger) {
        count(MemoryLayout.size(ofValue: value))
        append(value)
    }

    private mutating func count(_ length: Int) {
        append(UInt32(length))
    }

    private mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
