import Crypto
import Events
import Model
import Postgres

/// A row that is not trusted, because it differs from the one that this software sealed.
package enum DistrustedRow: Error, Hashable, Sendable {
    case snapshot(stream: String)
    case receipt(actor: Actor, key: String)
    case person(UserID)
}

extension DistrustedRow {
    /// The row by its table and key.
    package var name: String {
        switch self {
        case .snapshot(let stream): "log.snapshots, stream \(stream)"
        case .receipt(let actor, let key): "log.receipts, actor \(actor.rawValue), key \(key)"
        case .person(let user): "people.people, user \(user.rawValue)"
        }
    }
}

extension DistrustedRow: CustomStringConvertible {
    package var description: String {
        "\(name): not as this service has sealed it, so it is not trusted; run tally verify"
    }
}

/// Seals rows that are trusted without reading the log, and recognises its seals.
///
/// A seal is HMAC-SHA256 under the installation's secret `seals`, cut to 128 bits, over all values
/// of the row that are trusted. Confined to one thread.
package final class RowSealer {
    /// Bytes of a seal.
    static let length = 16

    private let code: HMACSHA256
    private var text = SealText()

    package init(key: [UInt8]) {
        code = HMACSHA256(key: key)
    }

    package func seal(_ person: Person) -> [UInt8] {
        seal("person") { text in
            text.add(person.user.rawValue)
            text.add(person.username)
            text.add(person.email)
            text.add(person.name)
            text.add(person.passwordHash)
            text.add(person.passwordChanges)
        }
    }

    /// The seal of a row; `domain` names the table, and `write` adds the row's trusted values.
    func seal(_ domain: StaticString, _ write: (inout SealText) -> Void) -> [UInt8] {
        text.begin(domain)
        write(&text)
        return Array(text.bytes.withUnsafeBytes { code.code($0) }.prefix(Self.length))
    }

    /// Whether a stored seal is the expected one, compared in a time that does not depend on the
    /// position of the difference.
    package static func fits(_ stored: [UInt8]?, _ expected: [UInt8]) -> Bool {
        stored.map { isSameSecret($0, expected) } ?? false
    }
}

extension RowSealer {
    /// With the database's own secret, under role `LogRole.commands`.
    package convenience init(_ connection: Connection) throws(PostgresError) {
        self.init(key: try LogSecrets.load(connection).seals)
    }

    /// `event` is the stream's event at the snapshot's version: so the seal of a snapshot from
    /// another history, or of a version that the stream does not have, does not match.
    func seal(
        _ snapshot: StoredSnapshot,
        of stream: String,
        at event: SnapshotEvent
    ) -> [UInt8] {
        seal("snapshot") { text in
            text.add(stream)
            text.add(snapshot.version.rawValue)
            text.add(snapshot.schema)
            text.add(snapshot.state)
            text.add(event.position.rawValue)
            text.add(event.command.high)
            text.add(event.command.low)
        }
    }

    func seal(_ receipt: Receipt, under key: ReceiptKey) -> [UInt8] {
        seal("receipt") { text in
            text.add(key.actor.rawValue)
            text.add(key.key)
            text.add(receipt.fingerprint)
            text.add(receipt.refusal)
            text.add(receipt.position.rawValue)
            text.add(receipt.location)
            text.add(receipt.recordedAt.microseconds)
            // A receipt without a detail keeps the seal that it had before there were details.
            if let detail = receipt.detail { text.add(detail) }
        }
    }
}

/// The last event of a snapshot's state.
package struct SnapshotEvent: Sendable {
    let position: LogPosition
    let command: UUID128
}

/// The bytes that are sealed: a word for the table, then each value with its length before it.
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

    /// The length that marks nil is one that no text has.
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
