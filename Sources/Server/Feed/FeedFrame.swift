import API
import EventStore
import Events
import Postgres
import Text

/// The bytes of server-sent events (HTML Living Standard, section 9.2).
package enum FeedFrame {
    /// Why the server ends a stream that the client might go on with.
    enum End: String {
        /// The token has expired.
        case expired
        /// The token's session is over.
        case revoked
        /// The log's end was lost, and with it what the reader was told, or the token's session.
        case historyChanged = "history-changed"
    }

    /// Milliseconds that a browser waits before it connects again.
    static let retryMilliseconds = 2_000

    /// The first bytes of a stream; the id, which comes without data and so without an event, lets a
    /// reader resume here that loses the connection before any frame.
    static func connected(at place: LogPlace) -> [UInt8] {
        var bytes = Array(": connected\nretry: \(retryMilliseconds)\nid: ".utf8)
        place.append(separator: FeedID.separator, to: &bytes)
        bytes.append(contentsOf: "\n\n".utf8)
        return bytes
    }

    /// Shows that the stream lives, and how far the reader has everything, so that one who resumes
    /// after a long quiet does not make the server read the whole time again.
    static func heartbeat(at place: LogPlace) -> [UInt8] {
        var bytes = Array(": heartbeat\nid: ".utf8)
        place.append(separator: FeedID.separator, to: &bytes)
        bytes.append(contentsOf: "\n\n".utf8)
        return bytes
    }

    /// A heartbeat in the middle of a replay.
    static let progress = Array(": replaying\n\n".utf8)

    static func end(_ reason: End) -> [UInt8] {
        Array("event: end\ndata: {\"reason\":\"\(reason.rawValue)\"}\n\n".utf8)
    }

    /// A frame whose data is an object with the members that `body` writes.
    static func append(
        id place: LogPlace,
        event: String,
        to frames: inout [UInt8],
        _ body: (inout JSONWriter) -> Void
    ) {
        frames.append(contentsOf: "id: ".utf8)
        place.append(separator: FeedID.separator, to: &frames)
        frames.append(contentsOf: "\nevent: ".utf8)
        frames.append(contentsOf: event.utf8)
        frames.append(contentsOf: "\ndata: ".utf8)
        // JSON escapes line ends, so that the object is one line.
        var json = JSONWriter()
        json.beginObject()
        body(&json)
        json.endObject()
        frames.append(contentsOf: json.bytes)
        frames.append(contentsOf: "\n\n".utf8)
    }
}
