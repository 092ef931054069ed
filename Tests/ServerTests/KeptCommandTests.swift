import Entities
import Events
import TestSupport
import Testing

@testable import API
@testable import Jobs
@testable import Model
@testable import Operations

@Suite(.patient) struct KeptCommandTests {
    private func kept(
        _ outcome: JournalVerdict.Outcome,
        key: String? = "k",
        attempts: Int32
    ) -> KeptCommand {
        KeptCommand(
            id: 1,
            command: UUID128(high: 1, low: 2),
            route: Route.all[0],
            subject: 0,
            actor: Actor(UserID(1)),
            outcome: outcome,
            reason: nil,
            key: key,
            request: nil,
            receivedAt: Timestamp(microseconds: 5),
            attempts: attempts,
            retriedAt: nil,
            retryOutcome: nil
        )
    }

    @Test func `a failed command is first tried under the key of its client`() {
        #expect(kept(.failed, attempts: 0).retryKey == "k")
        #expect(kept(.failed, attempts: 0).mayBeDoneSince == Timestamp(microseconds: 5))
    }

    @Test func `a failed and a refused try of one client's key share the later keys`() {
        #expect(kept(.failed, attempts: 1).retryKey == kept(.refused, attempts: 0).retryKey)
        #expect(kept(.failed, attempts: 2).retryKey == kept(.refused, attempts: 1).retryKey)
        #expect(kept(.refused, attempts: 0).retryKey != "k")
    }

    @Test(arguments: [JournalVerdict.Outcome.failed, .refused])
    func `without a key the command's own id is the key of each try`(
        outcome: JournalVerdict.Outcome
    ) {
        let keys = (0..<3).map { kept(outcome, key: nil, attempts: $0).retryKey }
        #expect(Set(keys).count == 3)
        #expect(keys.allSatisfy { $0.contains(UUID128(high: 1, low: 2).text) })
    }
}
