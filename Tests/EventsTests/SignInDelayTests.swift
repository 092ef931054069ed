import TestSupport
import Testing

@testable import EventStore
@testable import Events

@Suite(.patient) struct SignInDelayTests {
    @Test(arguments: [
        (0, 0), (1, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (14, 512), (15, 900), (16, 900),
        (70, 900), (1_000_000, 900),
    ])
    func `an account waits from the fifth failure on, doubled each time`(
        failures: Int,
        seconds: Int
    ) {
        #expect(SignInDelay.account.seconds(afterFailures: failures) == seconds)
    }

    @Test(arguments: [(19, 0), (20, 1), (21, 2), (29, 512), (30, 900), (.max, 900)])
    func `an address waits from the twentieth failure on`(failures: Int, seconds: Int) {
        #expect(SignInDelay.address.seconds(afterFailures: failures) == seconds)
    }

    @Test(arguments: [SignInDelay.account, .address])
    func `the table equals the function up to the maximum`(delay: SignInDelay) {
        for (index, seconds) in delay.table.enumerated() {
            #expect(Int64(delay.seconds(afterFailures: index + 1)) == seconds)
        }
        #expect(delay.table.last == 900)
    }
}
