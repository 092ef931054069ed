import CLibPQ

/// A way to stop what a connection is doing, from any thread.
///
/// Safe to share: libpq's cancel object is never changed after it is made, and the manual states that
/// `PQcancel` may be called from another thread than the connection's.
package final class Cancellation: @unchecked Sendable {
    private let handle: OpaquePointer

    fileprivate init(_ handle: OpaquePointer) {
        self.handle = handle
    }

    deinit {
        PQfreeCancel(handle)
    }

    /// Asks the server to stop the statement that runs now, if one does; it fails with 57014.
    ///
    /// Throws if the request could not be sent. Opens a connection of its own, so it blocks.
    package func cancel() throws(PostgresError) {
        var text = [CChar](repeating: 0, count: 256)
        guard PQcancel(handle, &text, Int32(text.count)) == 1 else {
            throw .connection(text.withUnsafeBufferPointer { oneLine($0.baseAddress) })
        }
    }
}

extension Connection {
    /// What another thread needs to stop this connection's statements.
    package func cancellation() throws(PostgresError) -> Cancellation {
        guard let handle = PQgetCancel(handle) else { throw failure(nil) }
        return Cancellation(handle)
    }
}
