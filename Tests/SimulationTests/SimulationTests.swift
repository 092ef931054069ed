import Entities
import Foundation
import TestSupport
import Testing

/// The main test of the write side: see `Simulation`.
@Suite(.patient) struct SimulationTests {
    /// The number of commands per seed.
    private static let commands = 3_000

    @Test(arguments: [1, 2, 3, 5, 8, 13, 21, 34] as [UInt64])
    func `every invariant holds and every answer matches the log`(seed: UInt64) {
        run(seed)
    }

    /// `TALLY_SEED` replays a run that failed.
    @Test func `every invariant holds for a new seed`() {
        let given = ProcessInfo.processInfo.environment["TALLY_SEED"].flatMap(UInt64.init)
        let seed = given ?? UInt64.random(in: 1_000...999_999_999)
        print("simulation: fresh seed \(seed)")
        run(seed)
    }

    @Test func `a seed always gives the same run`() {
        let (first, second) = (Simulation(seed: 4), Simulation(seed: 4))
        first.run(commands: 500)
        second.run(commands: 500)
        #expect(first.length == second.length)
        #expect(first.steps == second.steps)
    }

    @Test func `the traffic reaches nearly every rejection`() {
        // The service refuses these before a command is sent, or they need more than a simulation
        // holds.
        let rare: Set<Rejection> = [
            .invalidCapacity, .emptyOrder, .tooManyLines, .orderTotalLimit, .stockLimit,
            .wrongPassword, .commandDone, .commandNotKept, .codeShownOnce, .commandInDoubt,
            .tooManyPending, .registrationClosed, .invitationRequired, .invitationOver,
            .tooManyEmails,
        ]
        var met: Set<Rejection> = []
        for seed in [55, 89, 144, 233, 377] as [UInt64] {
            let simulation = Simulation(seed: seed)
            simulation.run(commands: Self.commands)
            #expect(simulation.violations == [])
            met.formUnion(simulation.reasons.compactMap(Rejection.init(rawValue:)))
        }
        #expect(Set(Rejection.allCases).subtracting(met).subtracting(rare) == [])
    }

    private func run(_ seed: UInt64) {
        let simulation = Simulation(seed: seed)
        simulation.run(commands: Self.commands)
        for violation in simulation.violations.prefix(5) { Issue.record("\(violation)") }
        #expect(simulation.violations.isEmpty, "replay with TALLY_SEED=\(seed)")
        #expect(simulation.arrays > 10, "long bulks get to their ends")
        // No command is done while a clock is wrong.
        #expect(simulation.length > Self.commands / 3, "most commands have an effect")
    }
}
