import Commands
import Entities
import Events

@testable import Model

/// A request of a simulated client or job about baskets, orders and the catalogue.
enum OrderIntent: Hashable {
    case place([Item], taxBasisPoints: Int64, Note)
    case placeBasket(taxBasisPoints: Int64, Note)
    case setBasket([Item])
    case pay(OrderID)
    case cancel(OrderID)
    case draft([ServiceID], Note)
    case change(OrderID, [ServiceID])
    case start(OrderID, registration: UUID128)
    case discard(OrderID)
    case recordCatalogue([Listed])
    case recordService(Listed)
    case recordRegistration(OrderID)
    case recordCompletion(OrderID)
    case recordCancellation(OrderID)
    case recordCancellationSent(OrderID)

    struct Item: Hashable {
        let product: ProductID
        let quantity: Int64
    }

    /// A service of the outside catalogue; its name changes with the edition.
    struct Listed: Hashable {
        let service: ServiceID
        let edition: Int64

        var details: ServiceDetails {
            ServiceDetails(service: service, name: "Edition \(edition)", description: "")
        }
    }

    var command: any Command {
        switch self {
        case .place(let items, let tax, let note):
            PlaceOrder(
                .items(items.map { OrderItem($0.product, quantity: $0.quantity) }),
                taxBasisPoints: tax,
                annotation: note.annotation
            )
        case .placeBasket(let tax, let note):
            PlaceOrder(.basket, taxBasisPoints: tax, annotation: note.annotation)
        case .setBasket(let items):
            SetBasket(items.map { BasketLine(product: $0.product, quantity: $0.quantity) })
        case .pay(let order): PayOrder(order)
        case .cancel(let order): CancelOrder(order)
        case .draft(let services, let note):
            DraftOrder(services, annotation: note.annotation)
        case .change(let order, let services): ChangeServices(order, to: services)
        case .start(let order, let registration):
            StartProcessing(order, registration: registration)
        case .discard(let order): DiscardOrder(order)
        case .recordCatalogue(let services): RecordCatalogue(services.map(\.details))
        case .recordService(let service): RecordService(service.details)
        case .recordRegistration(let order): RecordOutsideStep(.registered, of: order)
        case .recordCompletion(let order): RecordOutsideStep(.done, of: order)
        case .recordCancellation(let order): RecordOutsideStep(.cancelled, of: order)
        case .recordCancellationSent(let order): RecordOutsideStep(.cancellationSent, of: order)
        }
    }

    /// The actor who sends it, nil if any user may.
    enum Asker {
        case anybody
        case owner(OrderID)
        case system
    }

    var asker: Asker {
        switch self {
        case .place, .placeBasket, .setBasket, .draft: .anybody
        case .pay(let order), .cancel(let order), .change(let order, _), .start(let order, _),
            .discard(let order):
            .owner(order)
        case .recordCatalogue, .recordService, .recordRegistration, .recordCompletion,
            .recordCancellation, .recordCancellationSent:
            .system
        }
    }
}
