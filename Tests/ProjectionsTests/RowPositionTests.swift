import Events
import TestSupport
import Testing

@testable import Model
@testable import Projections

/// 33. The position of a row is that of the last event that changed it.
///
/// The rows of transfers have none: their ids are positions.
@Suite(.patient) struct RowPositionTests {
    private let events: [RecordedEvent]

    init() {
        var history = RandomHistory(seed: 33)
        history.grow(to: 1_000)
        events = history.history.events
    }

    @Test func `every change of a row carries its event's position`() throws {
        try expectPositions(BalanceProjector.self)
        try expectPositions(SlotProjector.self)
        try expectPositions(HoldProjector.self)
        try expectPositions(OrderProjector.self)
        try expectPositions(ProductProjector.self)
        try expectPositions(ShopProjector.self)
        try expectPositions(UserProjector.self)
        try expectPositions(TransactionHourProjector.self)
        try expectPositions(RateProjector.self)
        try expectPositions(ServiceProjector.self)
        try expectPositions(BasketProjector.self)
        try expectPositions(SessionProjector.self)
        try expectPositions(TransferTotalProjector.self)
        try expectPositions(CounterProjector.self)
    }

    private func expectPositions<P: Projector>(_ projector: P.Type) throws {
        var rows: [P.Key: P.Row] = [:]
        var changes = 0
        for event in events {
            guard let (key, change) = try P.effect(of: event) else { continue }
            let before = rows[key]
            try P.apply(change, to: &rows[key], key, by: event)
            guard let row = rows[key], row != before else { continue }
            changes += 1
            let position = Mirror(reflecting: row).descendant("position") as? LogPosition
            try #require(position == event.position, "\(projector): \(event.event)")
        }
        #expect(changes > 0, "\(projector) has no row")
    }
}
