import Events
import TestSupport
import Testing

@testable import Model
@testable import Projections

@Suite(.patient) struct ServiceOrderProjectorTests {
    private let order = OrderID(1)
    private static let user = UserID(4)
    private static let reference = OrderReference(user: user)
    private static let registration = UUID128(high: 0x0123_4567_89AB_CDEF, low: 0x1011)
    private static let started = OrderEvent.processingStarted(
        ProcessingStarted(user: user, registration: registration)
    )
    private static let cancelled = OrderEvent.cancelled(OrderCancelled(user: user, refund: nil))

    private func services(_ names: String...) -> OrderDrafted {
        OrderDrafted(
            user: Self.user,
            services: names.enumerated().map { index, name in
                OrderedService(
                    service: ServiceID(UUID128(high: 0, low: UInt64(index + 1))),
                    name: name
                )
            }
        )
    }

    private func row(_ events: [OrderEvent]) throws -> OrderRow {
        var history = History()
        history.command(.order(order), .order(.drafted(services("Cleaning", "\"Repair\""))))
        for event in events { history.command(.order(order), .order(event)) }
        return try #require(try fold(OrderProjector.self, history.events)[order])
    }

    @Test func `a draft costs nothing and lists its services with keys in fixed order`() throws {
        #expect(
            try row([])
                == OrderRow(
                    order: order,
                    user: Self.user,
                    status: .draft,
                    currency: nil,
                    lines: "[]",
                    tax: 0,
                    total: 0,
                    placedAt: History.time(1),
                    position: LogPosition(1),
                    services: OrderRow.Services(
                        list: """
                            [{"service_id":"00000000-0000-0000-0000-000000000001",\
                            "name":"Cleaning"},\
                            {"service_id":"00000000-0000-0000-0000-000000000002",\
                            "name":"\\"Repair\\""}]
                            """
                    )
                )
        )
    }

    @Test func `a draft's services are replaced`() throws {
        let row = try row([.servicesChanged(services("Painting"))])
        #expect(
            row.services?.list == """
                [{"service_id":"00000000-0000-0000-0000-000000000001","name":"Painting"}]
                """
        )
        #expect(row.status == .draft)
        #expect(row.placedAt == History.time(1))
        #expect(row.position == LogPosition(2))
    }

    @Test func `each step of an order has its time`() throws {
        let row = try row([Self.started, .registered(Self.reference), .done(Self.reference)])
        #expect(row.status == .done)
        #expect(row.services?.registration == Self.registration)
        #expect(row.services?.startedAt == History.time(2))
        #expect(row.services?.registeredAt == History.time(3))
        #expect(row.services?.doneAt == History.time(4))
        #expect(row.services?.cancellationSentAt == nil)
        #expect(row.cancelledAt == nil)
    }

    @Test func `a cancellation and its notification outside are recorded separately`() throws {
        let events = [Self.started, .registered(Self.reference), Self.cancelled]
        let untold = try row(events)
        #expect(untold.status == .cancelled)
        #expect(untold.cancelledAt == History.time(4))
        #expect(untold.services?.cancellationSentAt == nil)
        let told = try row(events + [.cancellationSent(Self.reference)])
        #expect(told.status == .cancelled)
        #expect(told.services?.cancellationSentAt == History.time(5))
        #expect(told.position == LogPosition(5))
    }

    @Test(
        arguments: [
            ([], .draft), ([discarded], .discarded), ([cancelled], .cancelled),
            ([started], .inProcessing), ([started, .registered(reference)], .inProcessing),
            ([started, .done(reference)], .done), ([started, cancelled], .cancelled),
        ] as [([OrderEvent], OrderStatus)]
    )
    func `the status of an order is that of its last step`(
        events: [OrderEvent],
        status: OrderStatus
    ) throws {
        #expect(try row(events).status == status)
    }

    private static let discarded = OrderEvent.discarded(reference)

    @Test func `an order that never began can't be changed`() throws {
        for event in [Self.started, .registered(Self.reference), .done(Self.reference)] {
            var history = History()
            history.command(.order(order), .order(event))
            #expect(
                throws: ProjectionFault(LogPosition(1), .noRow(table: "order_history", id: "1"))
            ) { try fold(OrderProjector.self, history.events) }
        }
    }
}
