import Model

/// Names a request that waits; the caller chooses the number and keeps the request.
package struct WaitTicket: Hashable, Sendable {
    package let rawValue: UInt64

    package init(_ rawValue: UInt64) {
        self.rawValue = rawValue
    }
}
