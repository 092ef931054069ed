import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

/// Every command on an order in every state.
@Suite(.patient) struct OrderTableTests {
    @Test func `every state and command is in the table once`() {
        let pairs = Set(OrderTable.cells.map { "\($0.stage) \($0.action)" })
        #expect(pairs.count == OrderStage.allCases.count * OrderAction.allCases.count)
        #expect(OrderTable.cells.count == pairs.count)
        #expect(Set(OrderStage.allCases.map(\.state)) == Set(Order.State.allCases))
    }

    @Test(arguments: OrderTable.cells)
    func `a command on an order does what the table says`(cell: OrderTable.Cell) throws {
        let verdict = cell.stage.given().when(cell.action.command, by: cell.action.actor)
        if let refusal = cell.refusal { return verdict.then(refusal) }
        #expect(try verdict.result.get().events == cell.action.events(in: cell.stage))
    }

    /// A job that does not hear of its success tries again.
    @Test(arguments: OrderTable.cells.filter { $0.refusal == nil && $0.action.actor == .system })
    func `a second record of the same fact is refused`(cell: OrderTable.Cell) throws {
        let before = cell.stage.given()
        let once = try before.when(cell.action.command, by: .system).result.get()
        let again = Given(events: before.events + once.events)
            .when(cell.action.command, by: .system)
        #expect(throws: Refusal.self) { try again.result.get() }
    }

    @Test(arguments: OrderAction.owners, OrderStage.allCases.filter { $0 != .missing })
    func `another user's order is forbidden in every state`(action: OrderAction, stage: OrderStage)
    {
        stage.given().when(action.command, by: bob).then(Refusal.forbidden(.owner))
    }

    @Test(arguments: OrderAction.owners)
    func `only a user can have orders`(action: OrderAction) {
        OrderStage.draft.given().when(action.command, by: .system).then(Refusal.forbidden(.user))
    }

    @Test(arguments: OrderAction.allCases.filter { $0.actor == .system })
    func `only the system records the outside service's reports`(action: OrderAction) {
        OrderStage.registered.given().when(action.command, by: alice).then(
            Refusal.forbidden(.service)
        )
    }

    @Test func `an order can't be paid with less than its total`() {
        OrderStage.placed.given(funds: 299).when(PayOrder(purchase), by: alice)
            .then(.insufficientFunds)
    }

    @Test func `a payment that overflows the sales account is refused`() {
        let full = OrderStage.placed.given().events + system(.sales, rub(.max))
        Given(events: full).when(PayOrder(purchase), by: alice).then(.balanceLimit)
    }

    @Test func `a refund that overflows the wallet is refused`() {
        OrderStage.paid.given(funds: .max).when(CancelOrder(purchase), by: alice)
            .then(.balanceLimit)
    }

    @Test func `a return that overflows the stock is refused`() {
        let full = NewEvent(
            .product(bread),
            .product(.changed(ProductChanged(price: rub(50), quantity: .max)))
        )
        Given(events: OrderStage.paid.given().events + [full])
            .when(CancelOrder(purchase), by: alice).then(.stockLimit)
    }
}

/// The result of every command on an order in every state.
enum OrderTable {
    struct Cell {
        let stage: OrderStage
        let action: OrderAction
        /// Nil if the command is done.
        let refusal: Refusal?
    }

    /// In the order of `OrderAction`: pay, cancel, change, start, discard, then the records of the
    /// system: registration, completion, cancellation by the outside service, cancellation sent.
    private static let rows: [(OrderStage, [Answer])] = [
        (.missing, [.gone, .gone, .gone, .gone, .gone, .gone, .gone, .gone, .gone]),
        (.draft, [.draft, .done, .done, .done, .done, .draft, .draft, .draft, .draft]),
        (.placed, [.done, .done, .never, .never, .never, .never, .alien, .alien, .alien]),
        (.paid, [.paid, .done, .never, .never, .never, .never, .alien, .alien, .alien]),
        (.started, [.busy, .done, .busy, .busy, .busy, .done, .alien, .alien, .busy]),
        (.registered, [.busy, .done, .busy, .busy, .busy, .known, .done, .done, .busy]),
        (.done, [.over, .over, .over, .over, .over, .known, .over, .over, .over]),
        (.cancelled, [.off, .off, .off, .off, .off, .off, .off, .off, .alien]),
        (.cancelledDraft, [.off, .off, .off, .off, .off, .off, .off, .off, .alien]),
        (.cancelledStarted, [.off, .off, .off, .off, .off, .done, .off, .off, .done]),
        (.cancelledRegistered, [.off, .off, .off, .off, .off, .known, .off, .off, .done]),
        (.cancellationSent, [.off, .off, .off, .off, .off, .known, .off, .off, .sent]),
        (.discarded, [.bin, .bin, .bin, .bin, .bin, .bin, .bin, .bin, .bin]),
    ]

    static let cells: [Cell] = rows.flatMap { stage, answers in
        zip(OrderAction.allCases, answers).map {
            Cell(stage: stage, action: $0, refusal: $1.refusal)
        }
    }

    /// Short words, so that a row of the table is a line.
    private enum Answer {
        case done
        case gone
        case draft
        case paid
        case never
        case alien
        case busy
        case known
        case over
        case off
        case sent
        case bin

        var refusal: Refusal? {
            switch self {
            case .done: nil
            case .gone: .notFound(.order)
            case .draft: .rejected(.orderIsDraft)
            case .paid: .rejected(.orderAlreadyPaid)
            case .never: .rejected(.orderNotDraft)
            case .alien: .rejected(.orderNotRegistered)
            case .busy: .rejected(.orderInProcessing)
            case .known: .rejected(.orderAlreadyRegistered)
            case .over: .rejected(.orderDone)
            case .off: .rejected(.orderCancelled)
            case .sent: .rejected(.cancellationAlreadySent)
            case .bin: .rejected(.orderDiscarded)
            }
        }
    }
}
