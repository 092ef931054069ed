import Postgres
import TestSupport
import Testing

extension CrashTests {
    /// Commits whose wait for the standby is interrupted, and a failover to that standby.
    @Suite(.long) struct DurabilityTests {
        /// The way to interrupt the wait.
        enum Interference: CaseIterable {
            /// `pg_terminate_backend` of the waiting session.
            case terminate
            /// `pg_cancel_backend` of the waiting session.
            case cancel
            /// A fast restart of the primary.
            case restart
        }

        /// The number of interrupted waits in one round.
        private static let times = 3

        @Test(arguments: Interference.allCases)
        func `no outcome that was returned or shown is lost with the primary`(
            interference: Interference
        ) throws {
            for round in 0..<Rounds.count(each: 2) {
                try failOver(after: interference, round: round)
            }
        }

        private func failOver(after interference: Interference, round: Int) throws {
            let pair = try StandbyPair()
            let node = try ServiceNode(pair.primary.conninfo())
            try node.waitUntilReady()
            let users = try People.signIn(6, at: node.place)
            let witness = Witness(node.place, users: users)
            let load = Load(node.place, users: users, clients: 6, run: "\(round)")
            try #require(wait { load.answered > 30 }, "\(node.output)")

            pair.standby.kill()
            for _ in 0..<Self.times {
                try breakOff(interference, pair)
                let looks = witness.looks
                try wait(until: "the witness looks on") { witness.looks > looks + 4 }
            }
            pair.primary.kill()
            node.kill()
            let told = load.told
            let seen = witness.stop()
            try pair.promote()
            try compare(told, seen, pair.standby)

            // Every client sends its key until a node on the new primary answers.
            let next = try ServiceNode(pair.standby.conninfo(), place: node.place)
            let (all, problems) = load.stop()
            #expect(problems == [], "\(next.output)")
            try Audit.check(all, pair.standby)
        }

        /// Waits until a commit of the writer waits for the standby, and ends its wait.
        private func breakOff(_ interference: Interference, _ pair: StandbyPair) throws {
            var found: [(session: Int32, since: String)] = []
            let waits = wait {
                found = (try? pair.waiting()) ?? []
                return !found.isEmpty
            }
            try #require(waits)
            switch interference {
            case .terminate: try end("pg_terminate_backend", found.map(\.session), pair)
            case .cancel: try end("pg_cancel_backend", found.map(\.session), pair)
            case .restart:
                pair.primary.stop()
                try pair.primary.start()
            }
            let waitsAgain = wait(seconds: 20) {
                ((try? pair.waiting()) ?? []).contains { next in
                    !found.contains { $0 == next }
                }
            }
            #expect(waitsAgain, "no other commit waits for the standby")
        }

        private func end(_ function: String, _ sessions: [Int32], _ pair: StandbyPair) throws {
            let connection = try pair.primary.connect()
            for session in sessions {
                try connection.script("SELECT \(function)(\(session))")
            }
        }

        /// Every returned or shown outcome must be in the log of the new primary, before anything
        /// is appended to it.
        private func compare(
            _ told: [Load.Told],
            _ seen: Witness.Seen,
            _ server: PostgresServer
        ) throws {
            let connection = try server.connect()
            let postings = try Audit.postings(connection)
            let answered = told.filter { $0.body == "true" }.map(\.memo)
            let lost = answered.filter { postings[$0] == nil }
            #expect(lost.isEmpty, "answered true and lost: \(lost.count) of \(answered.count)")
            let vanished = seen.memos.filter { postings[$0] == nil }
            #expect(vanished.isEmpty, "shown and lost: \(vanished.count) of \(seen.memos.count)")
            let end = try connection.execute("SELECT max(position) FROM log.events").only().int64(0)
            #expect(seen.furthest <= end, "a position was named that is lost")
            let ledger = try Ledger(connection)
            let wrong = seen.balances.filter {
                ledger.available(of: $0.user, at: $0.position) != $0.available
            }
            #expect(wrong.isEmpty, "shown and not in the log: \(wrong)")
        }
    }
}
