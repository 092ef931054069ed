import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

/// The services that an order may have.
@Suite(.patient) struct ServiceOrderTests {
    private let before = given(
        catalogue(cleaning, painting),
        [NewEvent(.order(purchase), .order(.drafted(ordered(cleaning))))]
    )

    /// Each command that sets the services of an order.
    private static let ways: [@Sendable ([ServiceID]) -> any Command] = [
        { DraftOrder($0) }, { ChangeServices(purchase, to: $0) },
    ]

    @Test func `a draft keeps the present names of its services`() throws {
        let verdict = before.when(DraftOrder([painting, cleaning]), by: alice)
        let id = OrderID(1_000)
        verdict.then(NewEvent(.order(id), .order(.drafted(ordered(painting, cleaning)))))
        #expect(try verdict.result.get().location == .order(id))
    }

    @Test(arguments: ways)
    func `services must be in the catalogue`(order: @Sendable ([ServiceID]) -> any Command) {
        before.when(order([cleaning, service(3)]), by: alice).then(.unknownService)
        given(before.events, [NewEvent(.services, .service(.delisted(painting)))])
            .when(order([painting]), by: alice).then(.unknownService)
    }

    @Test(arguments: ways)
    func `a service listed twice is refused`(order: @Sendable ([ServiceID]) -> any Command) {
        before.when(order([cleaning, painting, cleaning]), by: alice).then(.repeatedService)
    }

    @Test(arguments: ways)
    func `an order must have services, but not too many`(
        order: @Sendable ([ServiceID]) -> any Command
    ) {
        before.when(order([]), by: alice).then(.emptyOrder)
        let many = (0...UInt64(DraftOrder.maximumServices)).map { service($0) }
        before.when(order(many), by: alice).then(.tooManyLines)
        let most = many.dropLast()
        given(before.events, most.flatMap { catalogue($0) })
            .when(order(Array(many)), by: alice).then(.tooManyLines)
        #expect(
            (try? given(before.events, most.flatMap { catalogue($0) })
                .when(order(Array(most)), by: alice).result.get()) != nil
        )
    }

    @Test func `processing can't start if a service has left the catalogue`() {
        let gone = NewEvent(.services, .service(.delisted(cleaning)))
        given(before.events, [gone])
            .when(StartProcessing(purchase, registration: registration), by: alice)
            .then(.unknownService)
        given(before.events, [gone]).when(CancelOrder(purchase), by: alice).then(
            NewEvent(
                .order(purchase),
                .order(.cancelled(OrderCancelled(user: alice, refund: nil)))
            )
        )
    }

    @Test func `only a user can draft an order`() {
        before.when(DraftOrder([cleaning]), by: .system).then(Refusal.forbidden(.user))
    }
}
