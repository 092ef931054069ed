import Events
import Model

/// What a part of the audit keeps of the events so far that a later run can't read from the log in
/// a few rows.
protocol AuditState {
    /// Only at a command's end.
    func write(to state: inout AuditStateWriter)

    init(from state: inout AuditStateReader) throws(MalformedAuditState)
}

/// A kept state of the audit that this software did not write.
struct MalformedAuditState: Error, Hashable, CustomStringConvertible {
    var description: String { "the kept state of the rules is not one that this version writes" }
}

/// Writes numbers of 64 bits in network order.
struct AuditStateWriter {
    private(set) var bytes: [UInt8] = []

    mutating func add(_ number: Int64) {
        withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func add<Entity>(_ id: EntityID<Entity>) { add(id.rawValue) }

    mutating func add(_ currency: Currency) { add(Int64(currency.packed)) }

    mutating func add(_ uuid: UUID128) {
        add(Int64(bitPattern: uuid.high))
        add(Int64(bitPattern: uuid.low))
    }

    /// Writes the number of elements before them.
    mutating func add<Elements: Collection>(
        _ elements: Elements,
        _ write: (inout AuditStateWriter, Elements.Element) -> Void
    ) {
        add(Int64(elements.count))
        for element in elements { write(&self, element) }
    }
}

/// Reads what `AuditStateWriter` wrote.
struct AuditStateReader {
    private let bytes: [UInt8]
    private var next = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { next == bytes.count }

    mutating func number() throws(MalformedAuditState) -> Int64 {
        guard next + 8 <= bytes.count else { throw MalformedAuditState() }
        let number = bytes.withUnsafeBytes {
            Int64(bigEndian: $0.loadUnaligned(fromByteOffset: next, as: Int64.self))
        }
        next += 8
        return number
    }

    mutating func id<Entity>() throws(MalformedAuditState) -> EntityID<Entity> {
        EntityID(try number())
    }

    mutating func currency() throws(MalformedAuditState) -> Currency {
        guard let currency = Currency(number: try number()) else { throw MalformedAuditState() }
        return currency
    }

    mutating func uuid() throws(MalformedAuditState) -> UUID128 {
        UUID128(
            high: UInt64(bitPattern: try number()),
            low: UInt64(bitPattern: try number())
        )
    }

    /// The number of the elements that follow, each of one number at least.
    mutating func count() throws(MalformedAuditState) -> Int {
        let count = try number()
        guard count >= 0, count <= Int64((bytes.count - next) / 8) else {
            throw MalformedAuditState()
        }
        return Int(count)
    }
}
