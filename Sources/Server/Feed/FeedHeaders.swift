import API
import EventStore
import Events
import HTTP
import Identity

/// What a request for the feed says in its headers.
package enum FeedHeaders {
    /// The last id that the reader has seen, nil if it begins.
    ///
    /// An empty one is what a browser has before the first.
    package static func lastEventID(_ request: borrowing Request) throws(Problem) -> LogPlace? {
        guard let value = request.header("last-event-id"), !value.isEmpty else { return nil }
        guard request.headerCount("last-event-id") == 1,
            let place = LogPlace(text: value, separator: FeedID.separator)
        else {
            throw .invalid([
                Problem.FieldError(
                    field: "Last-Event-ID",
                    detail: "must be given once, and " + FeedID.form
                )
            ])
        }
        return place
    }

    /// The value of the feed's cookie (RFC 6265, section 4.2), valid as long as the request; nil if there
    /// is none.
    package static func cookie(_ request: borrowing Request) -> UnsafeRawBufferPointer? {
        guard let value = request.header("cookie") else { return nil }
        let name = Array((FeedCookie.name + "=").utf8)
        for pair in value.split(separator: UInt8(ascii: ";")) {
            let pair = pair.drop { $0 == UInt8(ascii: " ") }
            guard pair.starts(with: name) else { continue }
            return UnsafeRawBufferPointer(rebasing: pair.dropFirst(name.count))
        }
        return nil
    }
}
