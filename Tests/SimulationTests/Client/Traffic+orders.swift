import Entities
import Events
import TestSupport

@testable import Model

/// Baskets, orders of products and of services, and the reports of outside services.
extension Traffic {
    /// Services of the outside; the catalogue has most of them most of the time.
    private static let services: ClosedRange<Int64> = 1...8

    mutating func orderIntent(_ state: Reference) -> OrderIntent {
        switch random.number(0...99) {
        case 0...14: return .place(items(state, 0...3), taxBasisPoints: tax(), note())
        case 15...28: return .setBasket(items(state, 0...4))
        case 29...36: return .placeBasket(taxBasisPoints: tax(), note())
        case 37...46: return .pay(order(state, ofServices: random.chance(10)))
        case 47...56: return .cancel(order(state, ofServices: random.chance(50)))
        case 57...64: return .draft(services(), note())
        case 65...67: return .change(order(state, ofServices: random.chance(90)), services())
        case 68...75:
            let registration = UUID128(high: random.next(), low: random.next())
            let order = order(state, ofServices: random.chance(90))
            return .start(order, registration: registration)
        case 76...77: return .discard(order(state, ofServices: random.chance(90)))
        case 78...80: return .recordCatalogue(catalogue())
        case 81...82: return .recordService(listed(random.number(Self.services)))
        case 83...88:
            // Also an order that was cancelled before the outside answered, or a second time.
            let again = random.chance(25)
            let order = order(state) { $0.registration != nil && $0.isRegistered == again }
            return .recordRegistration(order)
        case 89...93: return .recordCompletion(order(state) { $0.state == .inProcessing })
        case 94...95: return .recordCancellation(order(state) { $0.state == .inProcessing })
        default:
            // Cancelled after processing started: the outside service must be notified.
            let order = order(state) { $0.state == .cancelled && $0.registration != nil }
            return .recordCancellationSent(order)
        }
    }

    mutating func actor(of intent: OrderIntent, _ state: Reference) -> Actor {
        switch intent.asker {
        case .system: return .system
        case .owner(let order): return Actor(state.orders[order]?.user ?? user(state))
        case .anybody: break
        }
        let full = state.baskets.filter { !$0.value.isEmpty }.keys.sorted().suffix(20)
        if case .placeBasket = intent, random.chance(80),
            let user = full.randomElement(using: &random)
        {
            return Actor(user)
        }
        return random.chance(1) ? .system : Actor(user(state))
    }

    private mutating func tax() -> Int64 { random.chance(50) ? 0 : random.number(0...3_000) }

    private mutating func items(
        _ state: Reference,
        _ quantities: ClosedRange<Int64>
    ) -> [OrderIntent.Item] {
        (0..<random.number(1...3)).map { _ in
            OrderIntent.Item(product: product(state), quantity: random.number(quantities))
        }
    }

    private mutating func services() -> [ServiceID] {
        (0..<random.number(1...3)).map { _ in service(random.number(Self.services)) }
    }

    private mutating func catalogue() -> [OrderIntent.Listed] {
        let seen = random.chance(5) ? 50.0 : 90.0
        return Self.services.filter { _ in random.chance(seen) }.map { listed($0) }
    }

    private mutating func listed(_ number: Int64) -> OrderIntent.Listed {
        OrderIntent.Listed(
            service: service(number),
            edition: random.chance(90) ? 1 : random.number(2...3)
        )
    }

    private func service(_ number: Int64) -> ServiceID {
        ServiceID(UUID128(high: 7, low: UInt64(number)))
    }

    private mutating func order(_ state: Reference, ofServices: Bool) -> OrderID {
        // Orders that have ended are tried as well, since they must not change.
        if ofServices, random.chance(15) { return order(state) { $0.state == .done } }
        let orders = state.orders.filter { $0.value.services.isEmpty != ofServices }
        return OrderID(pick(orders.keys.map(\.rawValue), newest: 8))
    }

    /// An order, mostly one that fits.
    private mutating func order(
        _ state: Reference,
        _ fits: (Reference.OrderRow) -> Bool
    ) -> OrderID {
        let fitting = state.orders.filter { fits($0.value) }
        let orders = random.chance(70) && !fitting.isEmpty ? fitting : state.orders
        return OrderID(pick(orders.keys.map(\.rawValue), newest: 6))
    }
}
