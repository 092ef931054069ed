import Dispatch
import Glibc
import Testing

/// A test waited in vain.
package struct WaitedInVain: Error, CustomStringConvertible {
    private let what: String

    /// `what` should have happened: a sentence.
    package init(_ what: String) {
        self.what = what
    }

    package var description: String { "waited in vain until \(what)" }
}

/// Waits until `condition` is true, and throws what it waited for if that takes longer than
/// `seconds`.
///
/// It looks again and again, since what is waited for happens in another thread or process. The
/// time is for a machine that does much else: it bounds a fault, and measures nothing.
package func wait(
    until what: @autoclosure () -> String,
    seconds: Int = 120,
    _ condition: () throws -> Bool
) throws {
    _ = try wait(until: what(), seconds: seconds) { try condition() ? true : nil }
}

/// Waits until `value` returns one, and returns it; otherwise as above.
package func wait<Value>(
    until what: @autoclosure () -> String,
    seconds: Int = 120,
    _ value: () throws -> Value?
) throws -> Value {
    let patience = Patience(seconds: seconds)
    while true {
        if let value = try value() { return value }
        guard !patience.isOver else {
            throw WaitedInVain(what())
        }
        usleep(1_000)
    }
}

/// How long a test waits for something before it fails.
package struct Patience {
    private let deadline: ContinuousClock.Instant

    /// Begins now.
    package init(seconds: Int = 120) {
        deadline = .now + .seconds(seconds)
    }

    /// Whether the time has passed.
    package var isOver: Bool { .now >= deadline }
}

extension DispatchGroup {
    /// Waits until everything in it has ended; throws what it waited for as above.
    package func end(_ what: String, seconds: Int = 120) throws {
        guard wait(timeout: .now() + .seconds(seconds)) == .success else {
            throw WaitedInVain(what)
        }
    }
}

extension Trait where Self == TimeLimitTrait {
    /// The time after which a test of a suite is reported as failed, whatever it waits for.
    ///
    /// All tests begin at once and then wait for one of a few threads, so it is longer than a run
    /// of all of them on a busy machine. What a test itself waits for has the bounds above.
    package static var patient: Self { .timeLimit(.minutes(30)) }
}
