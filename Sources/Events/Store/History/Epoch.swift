import Crypto
import Model
import Postgres
import Text

/// A part of the log in which no position is assigned twice.
///
/// One begins wherever the log may have lost its end: with another server, timeline or database,
/// with a restored backup, or when a node finds that events which it appended are gone.
package struct Epoch: Hashable, Sendable {
    /// Why an epoch has begun.
    package enum Reason: String, Sendable {
        /// The log was set up, or migrated to the version that introduced epochs.
        case first
        /// The log is on another server, timeline or database, or in another table.
        case server
        /// A node misses events that it appended or read.
        case cut
        /// An operator has restored a backup.
        case restored
    }

    /// From 1.
    package let number: Int32
    package let id: EpochID
    /// The first position that belongs to it.
    package let beginsAt: LogPosition
    /// Where the log was when the epoch began.
    package let home: LogHome
}

/// The server and the table that a log is on.
package struct LogHome: Hashable, Sendable {
    package let server: ServerIdentity
    /// The oid of log.events, which a table that was restored in its place does not have.
    package let table: Int64
}

/// The random name of an epoch; as text 8 lower-case hexadecimal digits.
package struct EpochID: Hashable, Sendable {
    package let rawValue: UInt32

    package init(_ rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Nil for anything but 8 lower-case hexadecimal digits.
    package init?(text: some Collection<UInt8>) {
        guard text.count == 8, let number = hexadecimalNumber(text) else { return nil }
        self.init(UInt32(truncatingIfNeeded: number))
    }

    /// One that no other log has.
    static func random() -> EpochID {
        EpochID(RandomBytes.make(4).reduce(0) { $0 << 8 | UInt32($1) })
    }

    package var text: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the 8 digits.
    package func append(to bytes: inout [UInt8]) {
        bytes.appendHexadecimal(UInt64(rawValue), digits: 8)
    }
}

extension EpochID: CustomStringConvertible {
    package var description: String { text }
}

/// A position, and the history in which it was assigned.
package struct LogPlace: Hashable, Sendable {
    package let position: LogPosition
    /// The newest epoch when the position was assigned; nil for the first epoch, to which positions
    /// from before the introduction of epochs belong.
    package let epoch: EpochID?

    package init(_ position: LogPosition, in epoch: EpochID? = nil) {
        self.position = position
        self.epoch = epoch
    }

    /// From digits, alone or followed by the separator and an epoch, such as `1234-5f3a9c1e`; nil
    /// for anything else.
    package init?(text: some Collection<UInt8>, separator: Unicode.Scalar) {
        let digits = text.prefix { (0x30...0x39).contains($0) }
        guard let position = Int64(String(decoding: digits, as: UTF8.self)) else { return nil }
        let rest = text.dropFirst(digits.count)
        guard let first = rest.first else {
            self.init(LogPosition(position))
            return
        }
        guard first == UInt8(ascii: separator), let epoch = EpochID(text: rest.dropFirst())
        else { return nil }
        self.init(LogPosition(position), in: epoch)
    }

    /// Appends it as `1234-5f3a9c1e`; without an epoch as digits.
    package func append(separator: Unicode.Scalar, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: String(position.rawValue).utf8)
        guard let epoch else { return }
        bytes.append(UInt8(ascii: separator))
        epoch.append(to: &bytes)
    }
}
