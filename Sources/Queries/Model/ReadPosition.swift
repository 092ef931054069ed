/// How far a read model has followed the log: the position of the last event in it.
package struct ReadPosition: Hashable, Comparable, Sendable {
    package let rawValue: Int64

    package init(_ rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// Before the first event.
    package static let start = ReadPosition(0)

    package static func < (left: ReadPosition, right: ReadPosition) -> Bool {
        left.rawValue < right.rawValue
    }
}
