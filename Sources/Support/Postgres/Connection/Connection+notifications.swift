import CLibPQ
import Glibc

/// A notification on a channel that the session listens on.
package struct Notification: Hashable, Sendable {
    package let channel: String
    package let payload: String
    /// PostgreSQL's process of the sender.
    package let processID: Int32
}

extension Connection {
    /// Listens on a channel from now on.
    package func listen(_ channel: String) throws(PostgresError) {
        try script("LISTEN \(quotedIdentifier(channel))")
    }

    /// The notifications that have arrived, without waiting.
    ///
    /// Throws if the session was lost.
    package func notifications() throws(PostgresError) -> [Notification] {
        try requireUsable()
        guard PQconsumeInput(handle) == 1 else { throw failure(nil) }
        var all: [Notification] = []
        while let next = PQnotifies(handle) {
            all.append(
                Notification(
                    channel: String(cString: next.pointee.relname),
                    payload: String(cString: next.pointee.extra),
                    processID: next.pointee.be_pid
                )
            )
            PQfreemem(next)
        }
        return all
    }

    /// Waits for a notification, at most the given time, and returns those that have arrived.
    ///
    /// Throws if the session was lost.
    package func waitForNotification(
        timeoutMilliseconds: Int
    ) throws(PostgresError) -> [Notification] {
        let arrived = try notifications()
        guard arrived.isEmpty else { return arrived }
        var wait = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        _ = poll(&wait, 1, Int32(clamping: timeoutMilliseconds))
        return try notifications()
    }
}
