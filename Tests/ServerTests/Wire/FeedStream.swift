import Foundation
import TestSupport

@testable import Node

/// A reader of GET /feed over TCP, which keeps the last id as a browser does.
final class FeedStream {
    let client: HTTPClient
    let answer: HTTPClient.Answer
    private(set) var lastID: Int64?
    /// The epoch of that id.
    private(set) var lastEpoch: String?

    /// Waits for the response; with status 200 a stream has begun.
    init(
        _ node: RunningNode,
        token: String? = nil,
        cookie: String? = nil,
        after: Int64? = nil,
        in epoch: String? = nil,
        query: String = "",
        receiveBytes: Int32? = nil
    ) throws {
        client = try HTTPClient(port: node.node.port, receiveBytes: receiveBytes)
        var text = "GET /feed\(query) HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
        if let token { text += "Authorization: Bearer \(token)\r\n" }
        if let cookie { text += "Cookie: theme=dark; tally_feed=\(cookie)\r\n" }
        if let after {
            text += "Last-Event-ID: \(after)\(epoch.map { "-" + $0 } ?? "")\r\n"
        }
        try client.write(Array((text + "\r\n").utf8))
        answer = try client.readAnswer()
    }

    /// The next event, after comments and blocks with an id only.
    ///
    /// Heartbeats keep a stream alive for ever, so reading alone would never fail.
    func next() throws -> FeedBlock {
        let patience = Patience()
        while !patience.isOver {
            let block = FeedBlock(try client.readBlock())
            note(block)
            if block.event != nil { return block }
        }
        throw WaitedInVain("an event of the feed comes after \(lastID ?? 0)")
    }

    /// Reads the first block; all later events follow it.
    func begin() throws -> FeedStream {
        while lastID == nil {
            note(FeedBlock(try client.readBlock()))
        }
        return self
    }

    private func note(_ block: FeedBlock) {
        guard let id = block.id else { return }
        lastID = id
        lastEpoch = block.epoch
    }

    /// The events up to the one at that position.
    func events(through position: Int64) throws -> [FeedBlock] {
        var events: [FeedBlock] = []
        while events.last?.id ?? 0 < position { events.append(try next()) }
        return events
    }
}
