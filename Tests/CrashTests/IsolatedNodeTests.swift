import Postgres
import TestSupport
import Testing

extension CrashTests {
    /// A node that is frozen, or that no packet reaches, beside one that works.
    @Suite(.long) struct IsolatedNodeTests {
        @Test func `a node that stops at random delays the others no longer than the limit`() throws
        {
            let nodes = try TwoNodes(holdMilliseconds: TwoNodes.shortHold)
            try disturb(nodes, rounds: Rounds.count(each: 10)) {
                nodes.first.freeze()
            } end: {
                nodes.first.thaw()
            }
        }

        @Test func `a node that stops with the append lock loses it within the limit`() throws {
            let nodes = try TwoNodes(holdMilliseconds: TwoNodes.longHold)
            try disturb(nodes, rounds: Rounds.count(each: 1), untilHeld: true) {
                nodes.first.freeze()
            } end: {
                nodes.first.thaw()
            }
        }

        @Test(.enabled(if: Namespace.isPossible, Namespace.need))
        func `a node that is cut off at random delays the others no longer than the limit`() throws
        {
            let namespace = try Namespace()
            let nodes = try TwoNodes(holdMilliseconds: TwoNodes.shortHold, namespace: namespace)
            try disturb(nodes, rounds: Rounds.count(each: 5)) {
                try namespace.cutOff()
            } end: {
                try namespace.join()
            }
        }

        @Test(.enabled(if: Namespace.isPossible, Namespace.need))
        func `a node cut off from PostgreSQL with the append lock loses it within the limit`()
            throws
        {
            let namespace = try Namespace()
            let nodes = try TwoNodes(holdMilliseconds: TwoNodes.longHold, namespace: namespace)
            let port = nodes.server.port
            try disturb(nodes, rounds: Rounds.count(each: 1), untilHeld: true) {
                try namespace.cutOff(from: port)
            } end: {
                try namespace.join()
            }
        }

        /// Disturbs the first node under load repeatedly.
        ///
        /// Checks each time how long the second node's clients waited, and at the end the outcome
        /// of every key. With `untilHeld`, a round counts only if the first node held the lock.
        private func disturb(
            _ nodes: TwoNodes,
            rounds: Int,
            untilHeld: Bool = false,
            begin: () throws -> Void,
            end: () throws -> Void
        ) throws {
            let observer = try nodes.server.connect()
            let one = Load(nodes.first.place, users: nodes.users, clients: 8, run: "one")
            let two = Load(nodes.second.place, users: nodes.users, clients: 8, run: "two")
            let bound = .milliseconds(nodes.holdMilliseconds) + TwoNodes.margin
            var (held, attempts) = (0, 0)
            while untilHeld ? held < rounds : attempts < rounds {
                attempts += 1
                let moment = one.answered + Int.random(in: 3..<60)
                try #require(wait { one.answered >= moment }, "\(nodes.first.output)")
                if untilHeld { try nodes.waitUntilFirstHolds(observer) }
                try begin()
                two.restartFigures()
                if try isHeldUp(two, observer) { held += 1 }
                // So many answers show that the second node appends again.
                let goal = two.answered + 40
                let continues = wait(seconds: 60) { two.answered >= goal }
                let silence = two.figures.longestSilence
                #expect(continues && silence <= bound, "attempt \(attempts): \(silence)")
                try end()
                guard silence <= bound else { break }
            }
            let (toldByOne, problemsOfOne) = one.stop()
            let (toldByTwo, problemsOfTwo) = two.stop()
            #expect(problemsOfOne + problemsOfTwo == [])
            try Audit.check(toldByOne + toldByTwo, nodes.server)
        }

        /// Whether one session keeps the append lock while the second node answers nothing.
        private func isHeldUp(_ two: Load, _ observer: Connection) throws -> Bool {
            guard let holder = try TwoNodes.lockHolder(observer) else { return false }
            // Each client may still get the answer to one earlier command.
            let answered = two.answered
            let quiet = Duration.milliseconds(200)
            // Either is seen, and which one is looked at afterwards.
            _ = wait(seconds: 2) {
                two.figures.longestSilence > quiet || two.answered > answered + 16
            }
            guard two.figures.longestSilence > quiet else { return false }
            return try TwoNodes.lockHolder(observer) == holder
        }
    }
}
