import Dispatch

/// An instant after which waiting ends, by the monotonic clock.
struct Deadline {
    let instant: DispatchTime

    init(seconds: Int) {
        instant = .now() + .seconds(seconds)
    }

    init(milliseconds: Int) {
        instant = .now() + .milliseconds(milliseconds)
    }

    var isOver: Bool { DispatchTime.now() >= instant }
}
