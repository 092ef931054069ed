import Events
import TestSupport
import Testing

@testable import Feed
@testable import HTTP
@testable import Model

/// Readers that are cut off anywhere and come back to another node, with buffers too small, replays
/// that take turns with news, and nodes that are behind each other or begin again.
@Suite(.patient)
struct FeedSimulationTests {
    private struct Following {
        let audience: FeedAudience
        let began: LogPosition
        var node: Int
        var ticket: Ticket
        /// The ids of events, or for the public feed the counts up to each id.
        var ids: [Int64] = []
        var counted: [(through: Int64, ToldCounts)] = []
        var last: Int64
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8, UInt64.random(in: 0..<1_000_000)])
    func `a reader that resumes anywhere gets each event once`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var history = FeedHistory()
        for _ in 0..<20 { history.appendRandom(&random) }
        var nodes = (0..<2).map { _ in node(history, &random) }
        var following: [Following] = []
        for _ in 0..<12 { following.append(try begin(&nodes, history, &random)) }
        for _ in 0..<2_000 {
            try step(&nodes, &history, &following, &random)
        }
        for index in nodes.indices { nodes[index].advance(history, through: history.end) }
        for index in nodes.indices { nodes[index].settle(history) }
        for var reader in following {
            try read(&reader, nodes[reader.node], whole: true)
            check(reader, history, seed)
        }
    }

    private func step(
        _ nodes: inout [FeedBed],
        _ history: inout FeedHistory,
        _ following: inout [Following],
        _ random: inout SeededGenerator
    ) throws {
        let node = Int.random(in: 0..<nodes.count, using: &random)
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<30: history.appendRandom(&random)
        case 30..<55:
            let position = nodes[node].state.position ?? .start
            let end = LogPosition(
                Int64.random(in: position.rawValue...history.end.rawValue, using: &random)
            )
            nodes[node].advance(history, through: end)
        case 55..<65: nodes[node].flush()
        case 65..<85:
            _ = nodes[node].work(history, pieceLimit: Int.random(in: 1...4, using: &random))
        case 85..<90: nodes[node].tick()
        case 90..<98:
            let index = Int.random(in: 0..<following.count, using: &random)
            try moveOn(&following[index], &nodes, history, &random)
        case 98: nodes[node].tick(now: Int64.random(in: 0...60_000, using: &random))
        default:
            // The node restarts, and all its readers must come back.
            let left = following.indices.filter { following[$0].node == node }
            for index in left { try read(&following[index], nodes[node], whole: false) }
            nodes[node] = self.node(history, &random)
            for index in left { try rejoin(&following[index], &nodes, history, &random) }
        }
    }

    private func node(_ history: FeedHistory, _ random: inout SeededGenerator) -> FeedBed {
        var limits = FeedLimits()
        limits.buffer = Int.random(in: 0...20, using: &random)
        limits.pieceBytes = Int.random(in: 1...900, using: &random)
        var bed = FeedBed(limits)
        // Its read models may be behind the log.
        bed.advance(
            history,
            through: LogPosition(Int64.random(in: 10...history.end.rawValue, using: &random))
        )
        return bed
    }

    private func begin(
        _ nodes: inout [FeedBed],
        _ history: FeedHistory,
        _ random: inout SeededGenerator
    ) throws -> Following {
        let audience: FeedAudience =
            switch Int.random(in: 0..<3, using: &random) {
            case 0: .everybody
            case 1: .administrator(UserID(9))
            default: .user(UserID(Int64.random(in: 1...4, using: &random)))
            }
        let node = Int.random(in: 0..<nodes.count, using: &random)
        let after = LogPosition(Int64.random(in: 0...history.end.rawValue, using: &random))
        let ticket = try nodes[node].join(audience, after: after)
        return Following(
            audience: audience,
            began: after,
            node: node,
            ticket: ticket,
            last: after.rawValue
        )
    }

    /// Loses the connection after some of the bytes, and comes back to any node.
    private func moveOn(
        _ reader: inout Following,
        _ nodes: inout [FeedBed],
        _ history: FeedHistory,
        _ random: inout SeededGenerator
    ) throws {
        try read(&reader, nodes[reader.node], whole: Bool.random(using: &random), &random)
        nodes[reader.node].leave(reader.ticket)
        reader.node = Int.random(in: 0..<nodes.count, using: &random)
        try rejoin(&reader, &nodes, history, &random)
    }

    private func rejoin(
        _ reader: inout Following,
        _ nodes: inout [FeedBed],
        _ history: FeedHistory,
        _ random: inout SeededGenerator
    ) throws {
        reader.ticket = try nodes[reader.node].join(
            reader.audience,
            after: LogPosition(reader.last)
        )
    }

    private func read(_ reader: inout Following, _ node: FeedBed, whole: Bool) throws {
        var random = SeededGenerator(seed: UInt64(reader.last))
        try read(&reader, node, whole: whole, &random)
    }

    /// Reads the complete blocks of the bytes that arrived, all or up to any byte.
    private func read(
        _ reader: inout Following,
        _ node: FeedBed,
        whole: Bool,
        _ random: inout SeededGenerator
    ) throws {
        let bytes = node.sent[reader.ticket] ?? []
        let count = whole ? bytes.count : Int.random(in: 0...bytes.count, using: &random)
        for block in FeedBlock.all(in: String(decoding: bytes.prefix(count), as: UTF8.self)) {
            guard let id = block.id else { continue }
            if block.event == "counts" {
                reader.counted.append((id, try ToldCounts(parsing: block.data)))
            } else if block.event != nil {
                reader.ids.append(id)
            }
            reader.last = id
        }
    }

    private func check(_ reader: Following, _ history: FeedHistory, _ seed: UInt64) {
        #expect(reader.ids == history.told(reader.audience, after: reader.began), "seed \(seed)")
        guard reader.audience == .everybody else { return }
        var sum = ToldCounts()
        for (through, counts) in reader.counted {
            sum += counts
            let expected = history.counts(after: reader.began, through: LogPosition(through))
            #expect(sum == expected, "seed \(seed)")
        }
        #expect(sum == history.counts(after: reader.began, through: history.end), "seed \(seed)")
    }
}
