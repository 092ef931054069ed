import Entities
import Events
import HTTP
import Queries
import TestSupport
import Testing
import Writer

@testable import API
@testable import Cache
@testable import Identity
@testable import Jobs
@testable import Model
@testable import Node
@testable import Operations
@testable import Projections
@testable import Runtime
@testable import Text

@Suite(.patient) struct OperationsPageTests {
    private func operations(_ status: RunnerStatus) -> Operations {
        let cache = WarmCache()
        let appends = AppendHealth()
        appends.ended(nil)
        return Operations(
            sources: Operations.Sources(
                cache: cache,
                queueDepth: { 0 },
                writer: WriterCounters(),
                appends: appends,
                endedSessions: { 2 },
                division: { nil },
                runner: { status },
                server: { ServerCounters() },
                queryDepth: { 0 },
                passwordDepth: { 0 },
                bulkBytes: { 0 },
                journalLeftOut: { 3 },
                distrusted: DistrustedRows(),
                requests: RequestMetrics(),
                jobs: JobCounters()
            ),
            lagLimit: 10
        )
    }

    private func hindrance(_ status: RunnerStatus) -> String {
        String(decoding: operations(status).answer(.ready).body, as: UTF8.self)
    }

    @Test func `commands that found no room in the journal are counted`() {
        let page = String(decoding: operations(RunnerStatus()).answer(.metrics).body, as: UTF8.self)
        #expect(page.contains("\ntally_commands_left_out_total 3\n"))
    }

    @Test func `a node is not ready before its projections run or without its database`() {
        #expect(hindrance(RunnerStatus()).contains("The projections are not running."))
        let lost = RunnerStatus(connection: .waiting)
        #expect(hindrance(lost).contains("The database is not reached."))
    }

    @Test func `a node whose database has fallen silent is not ready`() {
        let silent = RunnerStatus(
            connection: .connected,
            answeredAt: SystemClock.monotonicMilliseconds - 20_000
        )
        #expect(hindrance(silent).contains("The database has not answered for 20 s."))
        let current = RunnerStatus(
            connection: .connected,
            answeredAt: SystemClock.monotonicMilliseconds
        )
        #expect(hindrance(current).contains("The cache is being filled."))
    }

    @Test func `a node that is far behind the log is not ready`() {
        let status = RunnerStatus(
            connection: .connected,
            projections: [
                .holds: RunnerStatus.Projection(state: .running, position: LogPosition(4))
            ],
            tail: LogPosition(15),
            answeredAt: SystemClock.monotonicMilliseconds
        )
        #expect(hindrance(status).contains("11 events behind; the limit is 10"))
    }
}
