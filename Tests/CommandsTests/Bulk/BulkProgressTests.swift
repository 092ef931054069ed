import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import EventStore
@testable import Model
@testable import Writer

/// The parts of a bulk and their keys, one after the other.
@Suite(.patient) struct BulkProgressTests {
    private let key = IdempotencyKey("k", fingerprint: [7])

    /// A bulk of mode each whose items at these places are linked with the next.
    private func bulk(_ count: Int, links: Set<Int> = []) -> TransferBulk {
        TransferBulk(
            .each,
            (0..<count).map {
                TransferBulk.Item(
                    TransferMoney(to: .user(bob), amount: rub(1)),
                    isLinked: links.contains($0)
                )
            }
        )
    }

    /// An outcome with which every item of the part is done.
    private func done(_ count: Int, at position: Int64 = 5, replayed: Bool = false) -> Outcome {
        var results = BulkResults()
        results.add(count, after: nil)
        return .decided(results, position: LogPosition(position), replayed: replayed)
    }

    @Test func `parts have the size that was asked for, and the last one the rest`() {
        var progress = BulkProgress(bulk(7), key, partSize: 3)
        var sizes: [Int] = []
        var answer: BulkProgress.Answer?
        while answer == nil {
            sizes.append(progress.part.count)
            answer = progress.take(done(progress.part.count, at: Int64(sizes.count)))
        }
        #expect(sizes == [3, 3, 1])
        let all = Array(repeating: true, count: 7)
        #expect(answer == .each(all, position: LogPosition(3), replayed: false))
    }

    @Test func `linked items are in one part, however many they are`() {
        var progress = BulkProgress(bulk(9, links: [2, 3, 4, 5]), key, partSize: 3)
        #expect(progress.part.count == 7)
        #expect(progress.take(done(7)) == nil)
        #expect(progress.part.count == 2)
    }

    @Test func `the first part has the client's key, and the others keys that no client has`() {
        var progress = BulkProgress(bulk(3), key, partSize: 1)
        #expect(progress.partKey == key)
        #expect(progress.take(done(1)) == nil)
        let second = progress.partKey
        #expect(second.key.contains(" "))
        #expect(second.key != "retry k 2")
        #expect(second.fingerprint == key.fingerprint)
        #expect(progress.take(done(1)) == nil)
        #expect(progress.partKey.key != second.key)
    }

    @Test func `after a part of another size the next one begins where it ended`() {
        var progress = BulkProgress(bulk(7), key, partSize: 3)
        #expect(progress.take(done(5, replayed: true)) == nil)
        #expect(progress.part.count == 2)
    }

    @Test func `only an answer of stored answers alone is a replay`() {
        for isReplayed in [false, true] {
            var progress = BulkProgress(bulk(2), key, partSize: 1)
            #expect(progress.take(done(1, replayed: true)) == nil)
            let answer = progress.take(done(1, replayed: isReplayed))
            #expect(
                answer == .each([true, true], position: LogPosition(5), replayed: isReplayed)
            )
        }
    }

    @Test func `a part that is not decided ends the bulk, and after another part nobody knows`() {
        var progress = BulkProgress(bulk(2), key, partSize: 1)
        #expect(progress.take(.unavailable) == .whole(.unavailable))
        #expect(progress.take(done(1)) == nil)
        #expect(progress.take(.unavailable) == .whole(.unknown))
        #expect(progress.take(.unknown) == .whole(.unknown))
        #expect(progress.take(.keyReused) == .whole(.keyReused))
    }

    @Test func `a whole bulk is one part`() {
        let items = (0..<7).map { _ in
            TransferBulk.Item(TransferMoney(to: .user(bob), amount: rub(1)))
        }
        let progress = BulkProgress(TransferBulk(.allOrNothing, items), key, partSize: 3)
        #expect(progress.part.count == 7)
    }

    /// 1. A retry after a crash between two parts.
    @Test func `a retry goes on with the part that was not done, and gives the same array`() throws
    {
        let bulk = try BulkFixture()
        let items = (0..<6).map { bulk.item($0 % 2 == 0 ? 20 : 101, to: 1) }
        func run(_ node: Node, parts: Int) -> BulkProgress.Answer? {
            var progress = BulkProgress(TransferBulk(.each, items), key, partSize: 2)
            for _ in 0..<parts {
                let submission = Submission(
                    progress.part,
                    id: UUID128(high: 7, low: UInt64(node.log.stored.count)),
                    actor: Actor(bulk.users[0]),
                    key: progress.partKey,
                    receivedAt: MonotonicTime(nanoseconds: 0),
                    ticket: 0
                )
                if let answer = progress.take(node.process([submission])[0]) { return answer }
            }
            return nil
        }
        #expect(run(bulk.node, parts: 2) == nil)
        #expect(bulk.balances == [60, 140, 100])
        let answer = run(Node(bulk.node.log), parts: 9)
        guard case .each(let done, let position, let replayed)? = answer else {
            return #expect(Bool(false))
        }
        #expect(done == [true, false, true, false, true, false])
        #expect(!replayed)
        #expect(bulk.balances == [40, 160, 100])
        let again = run(Node(bulk.node.log), parts: 9)
        #expect(again == .each(done, position: position, replayed: true))
        #expect(bulk.balances == [40, 160, 100])
    }
}
