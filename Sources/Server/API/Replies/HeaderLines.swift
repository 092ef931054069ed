import EventStore
import Events
import Text

/// Header lines as bytes, ready for the wire: `Name: value` with CRLF after each.
///
/// Values are written by this service or were checked to be visible ASCII; nothing else may be
/// passed.
package struct HeaderLines: Equatable, Sendable {
    package private(set) var bytes: [UInt8] = []

    package init(bytes: [UInt8] = []) {
        self.bytes = bytes
    }

    package mutating func add(_ name: StaticString, _ value: StaticString) {
        begin(name)
        value.withUTF8Buffer { bytes.append(contentsOf: $0) }
        end()
    }

    package mutating func add(_ name: StaticString, _ value: String) {
        begin(name)
        bytes.append(contentsOf: value.utf8)
        end()
    }

    package mutating func add(_ name: StaticString, _ value: Int64) {
        begin(name)
        bytes.appendDecimal(value)
        end()
    }

    /// `write` appends the value.
    package mutating func add(_ name: StaticString, _ write: (inout [UInt8]) -> Void) {
        begin(name)
        write(&bytes)
        end()
    }

    /// `Tally-History`: the epoch of the position beside it.
    package mutating func add(_ epoch: EpochID) {
        begin("Tally-History")
        epoch.append(to: &bytes)
        end()
    }

    private mutating func begin(_ name: StaticString) {
        if bytes.isEmpty { bytes.reserveCapacity(160) }
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: ":"))
        bytes.append(UInt8(ascii: " "))
    }

    private mutating func end() {
        bytes.append(0x0D)
        bytes.append(0x0A)
    }
}
