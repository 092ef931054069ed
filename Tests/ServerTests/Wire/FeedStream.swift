import Foundation
import TestSupport

@testable import Server

/// A reader of GET /feed over TCP, which keeps the last id as a browser does.
final class FeedStream {
    let client: HTTPClient
    let answer: HTTPClient.Answer
    private(set) var lastID: Int64?

    /// Waits for the answer; a stream has begun if it is a 200.
    init(
        _ node: RunningNode,
        token: String? = nil,
        cookie: String? = nil,
        after: Int64? = nil,
        query: String = "",
        receiveBytes: Int32? = nil
    ) throws {
        client = try HTTPClient(port: node.node.port, receiveBytes: receiveBytes)
        var text = "GET /feed\(query) HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
        if let token { text += "Authorization: Bearer \(token)\r\n" }
        if let cookie { text += "Cookie: theme=dark; tally_feed=\(cookie)\r\n" }
        if let after { text += "Last-Event-ID: \(after)\r\n" }
        try client.write(Array((text + "\r\n").utf8))
        answer = try client.readAnswer()
    }

    /// The next event, past comments and ids alone.
    func next() throws -> FeedBlock {
        while true {
            let block = FeedBlock(try client.readBlock())
            if let id = block.id { lastID = id }
            if block.event != nil { return block }
        }
    }

    /// Reads the first block, behind which everything that happens is told.
    func begin() throws -> FeedStream {
        while lastID == nil {
            if let id = FeedBlock(try client.readBlock()).id { lastID = id }
        }
        return self
    }

    /// The events up to the one at that position.
    func events(through position: Int64) throws -> [FeedBlock] {
        var events: [FeedBlock] = []
        while events.last?.id ?? 0 < position { events.append(try next()) }
        return events
    }
}
