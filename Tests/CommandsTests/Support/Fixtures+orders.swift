import Events

@testable import Entities
@testable import Model

let cleaning = service(1)
let painting = service(2)
let registration = UUID128(high: 0x7000, low: 0x8000_0000_0000_0060)

func service(_ number: UInt64) -> ServiceID { ServiceID(UUID128(high: 5, low: number)) }

func details(_ service: ServiceID, _ name: String? = nil) -> ServiceDetails {
    ServiceDetails(
        service: service,
        name: name ?? "Service \(service.value.low)",
        description: "About \(service.value.low)"
    )
}

/// A catalogue with these services.
func catalogue(_ services: ServiceID...) -> [NewEvent] {
    services.map { NewEvent(.services, .service(.listed(details($0)))) }
}

func ordered(_ services: ServiceID..., by user: UserID = alice) -> OrderDrafted {
    OrderDrafted(
        user: user,
        services: services.map { OrderedService(service: $0, name: "Service \($0.value.low)") }
    )
}

func basket(_ user: UserID, _ lines: (ProductID, Int64)...) -> [NewEvent] {
    let lines = lines.map { BasketLine(product: $0, quantity: $1) }
    return [NewEvent(.basket(user), .basket(.changed(BasketChanged(lines: lines))))]
}
