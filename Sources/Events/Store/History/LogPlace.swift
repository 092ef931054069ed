import Model

/// A position, and the history that it was given out in.
package struct LogPlace: Hashable, Sendable {
    package let position: LogPosition
    /// The newest epoch when the position was given out; nil for the first one, which is that of whatever
    /// was given out before there were epochs.
    package let epoch: EpochID?

    package init(_ position: LogPosition, in epoch: EpochID? = nil) {
        self.position = position
        self.epoch = epoch
    }

    /// From digits, alone or followed by the separator and an epoch, such as `1234-5f3a9c1e`; nil for
    /// anything else.
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
