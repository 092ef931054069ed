import Events
import Postgres
import TestSupport
import Testing

@testable import EventStore

extension CrashTests {
    /// Failures of the append path, as readiness and clients see them.
    @Suite(.long) struct ReadinessTests {
        /// How long a command may wait, in milliseconds.
        private static let commandAge = 2_000

        /// An answer is promised within the age; the rest is for the network.
        private static let slowestAnswer = Duration.milliseconds(commandAge + 1_000)
        private static let untilNotReady = Duration.seconds(5)
        /// One second is promised; the other is for a busy machine.
        private static let untilReady = Duration.seconds(2)

        private static let environment = [
            "TALLY_COMMAND_AGE_MS": String(commandAge),
            // The test holds the lock for longer than a node may.
            "TALLY_LOCK_HOLDER_MS": "60000",
        ]

        @Test func `a node is not ready while commits wait for a standby`() throws {
            let pair = try StandbyPair()
            let node = try ServiceNode(pair.primary.conninfo(), environment: Self.environment)
            try trouble(node, pair.primary) {
                pair.standby.kill()
            } end: {
                try pair.standby.start()
                try pair.waitUntilJoined()
            }
        }

        @Test func `a node is not ready while the append lock is held by another`() throws {
            let server = try Template.copy()
            try server.start()
            let node = try ServiceNode(server.conninfo(), environment: Self.environment)
            let holder = try server.connect()
            try trouble(node, server) {
                try holder.script("SELECT pg_advisory_lock(\(AppendLock.key))")
            } end: {
                try holder.script("SELECT pg_advisory_unlock(\(AppendLock.key))")
            }
        }

        @Test func `a node without commands is not ready while the append lock is held`() throws {
            let server = try Template.copy()
            try server.start()
            let node = try ServiceNode(server.conninfo(), environment: Self.environment)
            try node.waitUntilReady()
            let holder = try server.connect()
            try holder.script("SELECT pg_advisory_lock(\(AppendLock.key))")
            #expect(measure { !node.isReady } <= Self.untilNotReady)
            try holder.script("SELECT pg_advisory_unlock(\(AppendLock.key))")
            #expect(measure { node.isReady } <= Self.untilReady)
        }

        /// The files on the full disk.
        enum Place: CaseIterable {
            /// PostgreSQL ends if it can't write its log.
            case everything
            /// A statement fails if it can't extend a table.
            case tables
        }

        @Test(.enabled(if: SmallDisk.isPossible, SmallDisk.need), arguments: Place.allCases)
        func `a node is not ready while PostgreSQL's disk is full`(place: Place) throws {
            let disk = try SmallDisk(megabytes: 200)
            let server = try Template.copy(in: disk.directory)
            let other = TestDirectory.make("wal")
            defer { TestDirectory.remove(other) }
            switch place {
            case .everything: break
            case .tables: try server.moveLog(to: other)
            }
            try server.start()
            let node = try ServiceNode(server.conninfo(), environment: Self.environment)
            try trouble(node, server) {
                try disk.fill()
            } end: {
                disk.free()
                // PostgreSQL ends if it can't write its log, and its supervisor starts it again.
                if !server.isRunning { try server.start() }
                try #require(wait { (try? server.connect()) != nil }, "\(server.logEnd)")
            }
        }

        /// Under load: begins the failure, checks readiness and answers, ends the failure, and
        /// checks the outcome of every key.
        private func trouble(
            _ node: ServiceNode,
            _ server: PostgresServer,
            begin: () throws -> Void,
            end: () throws -> Void
        ) throws {
            try node.waitUntilReady()
            let users = try People.signIn(Template.users, at: node.place)
            let load = Load(node.place, users: users, clients: 8, run: "0")
            try #require(wait { load.answered > 30 }, "\(node.output)")
            load.restartFigures()

            try begin()
            #expect(measure { !node.isReady } <= Self.untilNotReady)
            // Every client must be refused several times, at last while the node is not ready.
            let enough = load.refused + 24
            #expect(wait(seconds: 30) { load.refused >= enough })
            #expect(!node.isReady)
            try end()
            #expect(measure { node.isReady } <= Self.untilReady, "\(node.readiness as Any)")

            let answered = load.answered
            #expect(wait(seconds: 30) { load.answered > answered + 30 })
            let figures = load.figures
            #expect(figures.slowestAnswer <= Self.slowestAnswer)
            #expect(Set(figures.refusals.keys).isSubset(of: ["unavailable", "outcome-unknown"]))
            let (told, problems) = load.stop()
            #expect(problems == [])
            try Audit.check(told, server)
        }

        /// The time until the condition is true, half a minute at most.
        private func measure(until isTrue: () -> Bool) -> Duration {
            ContinuousClock().measure { _ = wait(seconds: 30, until: isTrue) }
        }
    }
}
