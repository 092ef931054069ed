import Events

/// The state of one stream as decisions see it.
///
/// A new value is the state before the first event.
protocol Entity {
    associatedtype Change

    init()

    /// Follows what has happened.
    ///
    /// Can't fail: the event stands in the log or is about to.
    mutating func evolve(_ event: Change)

    /// The event, if it is one of this kind of stream.
    static func change(in event: Event) -> Change?
}
