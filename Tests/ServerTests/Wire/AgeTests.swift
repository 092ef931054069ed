import Postgres
import TestSupport
import Testing

@testable import Runtime
@testable import Text

/// `Age` is since when a read model was last known to hold the whole log.
@Suite(.patient)
struct AgeTests {
    @Test(arguments: RunningNode.Stall.allCases)
    func `a read model that does not advance gets older, whatever the cause`(
        stall: RunningNode.Stall
    ) throws {
        let node = try RunningNode()
        let (alice, bob) = (try node.user(), try node.user())
        #expect(try bob.available() == 100_000)
        #expect(try bob.get("/balance").age == 0)
        let held = try node.stall(stall)
        #expect(try alice.transfer(10, to: bob).body == "true")
        var ages: [Int] = []
        try wait(until: "the balance is two seconds old") {
            let answer = try bob.get("/balance")
            #expect(answer.body.contains("\"available\":100000,"))
            ages.append(try #require(answer.age))
            return try #require(answer.age) >= 2
        }
        #expect(ages == ages.sorted())
        held.rollback()
        try wait(until: "the balance is fresh") { try bob.get("/balance").age == 0 }
        #expect(try bob.available() == 100_010)
    }

    @Test func `a read model is as old as what it lacks, though its node is busy with others`()
        throws
    {
        let node = try RunningNode()
        let (alice, bob) = (try node.user(), try node.user())
        let end = try node.database.connect().execute("SELECT max(position) FROM log.events")
        try node.stopHolds(at: try end.only().int64(0) + 1)
        try wait(until: "the list of holds is a second old") {
            #expect(try alice.transfer(1, to: bob).body == "true")
            let waived = ["Tally-Own-Writes": "off"]
            let age = try #require(try alice.get("/holds", headers: waived).age)
            #expect(try alice.get("/balance").age == 0)
            return age >= 1
        }
    }
}
