import CLibPQ
import Synchronization

/// Ends the statements of connections from another thread, for good.
///
/// It has all connections whose options name it, from their beginning to their end.
package final class Interruption: Sendable {
    private struct State {
        var isSet = false
        var number = 0
        var busy: [Int: CancelRequest] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    package var isSet: Bool { state.withLock(\.isSet) }

    /// Makes running statements fail with SQLSTATE 57014, and opens no more connections.
    ///
    /// A statement that begins at this moment may be missed: code that sends several in a row
    /// checks `isSet` in between. Blocks until PostgreSQL has the requests.
    package func interrupt() {
        let busy = state.withLock { state in
            state.isSet = true
            return state.busy.sorted { $0.key < $1.key }.map(\.value)
        }
        // If the first server is not reached, the others are not either.
        for request in busy {
            do { try request.send() } catch { return }
        }
    }

    /// Returns the number to leave with.
    func join(_ handle: OpaquePointer) throws(PostgresError) -> Int {
        guard let request = CancelRequest(handle) else { throw .connection("out of memory") }
        let number: Int? = state.withLock { state in
            guard !state.isSet else { return nil }
            state.number += 1
            state.busy[state.number] = request
            return state.number
        }
        guard let number else { throw .connection("interrupted") }
        return number
    }

    func leave(_ number: Int) {
        state.withLock { _ = $0.busy.removeValue(forKey: number) }
    }
}

/// A request to cancel a session's statement, over a connection of its own.
///
/// Sendable, since libpq never changes it, so that any thread may send it (manual, section 34.7),
/// and it is freed with its last reference.
final class CancelRequest: @unchecked Sendable {
    private let handle: OpaquePointer

    /// Nil if memory is short.
    init?(_ connection: OpaquePointer) {
        guard let handle = PQgetCancel(connection) else { return nil }
        self.handle = handle
    }

    deinit {
        PQfreeCancel(handle)
    }

    /// Throws if the server is not reached.
    func send() throws(PostgresError) {
        var reason = [CChar](repeating: 0, count: 256)
        guard PQcancel(handle, &reason, Int32(reason.count)) == 1 else {
            throw .connection(reason.withUnsafeBufferPointer { oneLine($0.baseAddress) })
        }
    }
}
