import Events
import Model

/// An event that can't be read, and where it stands if that much could be.
package struct UnreadableEvent: Error, Hashable {
    package let position: LogPosition
    package let reason: EventCodecError

    package init(_ position: LogPosition, _ reason: EventCodecError) {
        self.position = position
        self.reason = reason
    }
}

extension UnreadableEvent: CustomStringConvertible {
    package var description: String { "event \(position): \(reason)" }
}
