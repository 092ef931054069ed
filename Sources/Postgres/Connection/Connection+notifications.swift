import CLibPQ
import Glibc

/// What `NOTIFY` sent to a channel that the session listens on.
package struct Notification: Hashable, Sendable {
    package let channel: String
    package let payload: String
    /// PostgreSQL's process of the sender.
    package let processID: Int32
}

extension Connection {
    /// Listens on a channel from now on.
    package func listen(_ channel: String) throws(PostgresError) {
        try script("LISTEN \(quoted(identifier: channel))")
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

    /// Waits for a notification, at most the given time, and answers those that have arrived.
    ///
    /// Returns early when `other`, for example an eventfd, becomes readable. Throws if the session
    /// was lost.
    package func waitForNotification(
        timeoutMilliseconds: Int,
        orReadable other: Int32? = nil
    ) throws(PostgresError) -> [Notification] {
        let arrived = try notifications()
        guard arrived.isEmpty else { return arrived }
        var waits = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
        if let other { waits.append(pollfd(fd: other, events: Int16(POLLIN), revents: 0)) }
        _ = poll(&waits, nfds_t(waits.count), Int32(clamping: timeoutMilliseconds))
        return try notifications()
    }

    /// Tells without a round trip whether the server has ended this idle session.
    package func checkAlive() -> Bool {
        // The farewell and the end of the stream may be read one after the other.
        while !isBroken {
            var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&wait, 1, 0) > 0 else { return true }
            guard PQconsumeInput(handle) == 1 else { return false }
        }
        return false
    }
}
