import Events
import TestSupport
import Testing

@testable import Model
@testable import Projections

/// The deadline changes in each batch.
@Suite(.patient) struct DeadlineChangeTests {
    /// The things set aside by the batches so far.
    private struct Open {
        var reservations: [TransferID: (account: AccountID, amount: Money)] = [:]
        var seats: [HoldID: SlotID] = [:]

        mutating func apply(_ change: DeadlineChange) {
            switch change.subject {
            case .reservation(let transfer, let account, let amount):
                reservations[transfer] = change.expiresAt.map { _ in (account, amount) }
            case .seat(let hold, let slot):
                seats[hold] = change.expiresAt.map { _ in slot }
            }
        }

        func pending(_ row: BalanceRow) -> Int64 {
            reservations.values
                .filter { $0.account == row.account && $0.amount.currency == row.currency }
                .reduce(0) { $0 + $1.amount.minorUnits }
        }

        func held(_ row: SlotRow) -> Int64 { Int64(seats.values.count { $0 == row.slot }) }
    }

    private func expectSums(_ published: Published) {
        var open = Open()
        for batch in published.batches {
            for change in batch.deadlines { open.apply(change) }
            for row in batch.balances { #expect(open.pending(row) == row.pending) }
            for row in batch.slots { #expect(open.held(row) == row.held) }
        }
        #expect(published.batches.contains { !$0.deadlines.isEmpty })
    }

    @Test func `deadline changes add up to the rows' counts, in each batch and on every node`()
        throws
    {
        var random = RandomHistory(seed: 23)
        let database = try ReadDatabase()
        let (first, firstPublished) = try database.session(batchLimit: 50)
        let (second, secondPublished) = try database.session(batchLimit: 50)
        try first.settle()
        try second.settle()
        var done = 0
        for turn in 1...8 {
            random.grow(to: turn * 100)
            try database.append(random.history.events[done...])
            done = random.history.events.count
            // Each of the two nodes is the faster one every other time.
            for session in turn % 2 == 0 ? [first, second] : [second, first] {
                try session.settle()
            }
        }
        expectSums(firstPublished)
        expectSums(secondPublished)
        let told = firstPublished.batches.flatMap(\.deadlines)
        #expect(Set(told) == Set(secondPublished.batches.flatMap(\.deadlines)))
        #expect(Set(told).count == told.count, "each once")
        #expect(told.contains { $0.expiresAt != nil } && told.contains { $0.expiresAt == nil })
    }
}
