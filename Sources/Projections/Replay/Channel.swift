import Dispatch
import Synchronization

/// A bounded queue from one thread to another.
///
/// `send` waits while it is full, `receive` while empty.
final class Channel<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let spaces: DispatchSemaphore
    private let filled = DispatchSemaphore(value: 0)

    init(capacity: Int) {
        // A semaphore that is freed below its first value traps, hence from zero upwards.
        spaces = DispatchSemaphore(value: 0)
        for _ in 0..<capacity { spaces.signal() }
    }

    /// Answers false when the receiver has gone.
    func send(_ element: Element) -> Bool {
        spaces.wait()
        let isOpen = state.withLock { state in
            if !state.isClosed { state.elements.append(element) }
            return !state.isClosed
        }
        filled.signal()
        return isOpen
    }

    func receive() -> Element {
        while true {
            filled.wait()
            let element = state.withLock { state in
                state.elements.isEmpty ? nil : state.elements.removeFirst()
            }
            guard let element else { continue }
            spaces.signal()
            return element
        }
    }

    /// The receiver goes: a waiting sender is let off.
    func close() {
        state.withLock { state in
            state.isClosed = true
            state.elements.removeAll()
        }
        spaces.signal()
    }
}
