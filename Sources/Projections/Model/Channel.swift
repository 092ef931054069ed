import Dispatch
import Synchronization

/// A bounded queue from one thread to another.
///
/// `send` waits while it is full, `receive` while empty.
package final class Channel<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var isClosed = false
    }

    private let state = Mutex(State())
    private let spaces: DispatchSemaphore
    private let filled = DispatchSemaphore(value: 0)

    /// So many elements may wait.
    package init(capacity: Int) {
        // A semaphore that is freed below its first value traps, so it starts at zero.
        spaces = DispatchSemaphore(value: 0)
        for _ in 0..<capacity { spaces.signal() }
    }

    /// Returns false when the receiver has closed the channel.
    package func send(_ element: Element) -> Bool {
        spaces.wait()
        let isOpen = state.withLock { state in
            if !state.isClosed { state.elements.append(element) }
            return !state.isClosed
        }
        filled.signal()
        return isOpen
    }

    /// The next element, once there is one.
    package func receive() -> Element {
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

    /// Closes the receiver's end and releases a waiting sender.
    package func close() {
        state.withLock { state in
            state.isClosed = true
            state.elements.removeAll()
        }
        spaces.signal()
    }
}
