import Events
import TestSupport

@testable import Model

extension RandomHistory {
    mutating func changeCatalogue() {
        if services.isEmpty || random.next(2) == 0 {
            let number = UInt64(history.next.rawValue)
            let service = ServiceID(UUID128(high: number &* 0x9E37_79B9_7F4A_7C15, low: number))
            services.append((service, true))
            history.command(.services, .service(.listed(details(service))))
            return
        }
        let index = random.next(services.count)
        let service = services[index].id
        guard services[index].isListed else {
            services[index].isListed = true
            history.command(.services, .service(.listed(details(service))))
            return
        }
        if random.next(2) == 0 {
            history.command(.services, .service(.changed(details(service))))
        } else {
            services[index].isListed = false
            history.command(.services, .service(.delisted(service)))
        }
    }

    private func details(_ service: ServiceID) -> ServiceDetails {
        ServiceDetails(
            service: service,
            name: "Service \"\(history.next.rawValue)\"",
            description: "ü"
        )
    }

    mutating func recordRates() {
        let quotes = ["CNY", "EUR", "RUB"].compactMap { code -> RateQuote? in
            guard let currency = Currency(code), random.next(3) > 0 || code == "RUB",
                let rate = ExactDecimal("\(random.next(1_000_000) + 1)e-\(random.next(7))")
            else { return nil }
            return RateQuote(currency: currency, rate: rate)
        }
        let recorded = RatesRecorded(quotes: quotes, quotedAt: history.now)
        // Only a currency that has a rate can get a suspect one.
        let isSuspect = quotes.allSatisfy { quoted.contains($0.currency) } && random.next(3) == 0
        quoted.formUnion(quotes.map(\.currency))
        history.command(.rates, .rates(isSuspect ? .suspected(recorded) : .recorded(recorded)))
    }

    mutating func draftOrder() {
        let user = pickUser()
        guard let drafted = drafted(by: user, annotation) else { return }
        let order = OrderID(createdAt: history.next)
        history.command(.order(order), .order(.drafted(drafted)))
        serviceOrders.append((order, user, []))
    }

    private mutating func drafted(
        by user: UserID,
        _ annotation: Annotation? = nil
    ) -> OrderDrafted? {
        let chosen = services.filter { _ in random.next(2) == 0 }
        guard !chosen.isEmpty else { return nil }
        return OrderDrafted(
            user: user,
            services: chosen.map { OrderedService(service: $0.id, name: "S \"\(chosen.count)\"") },
            annotation: annotation
        )
    }

    mutating func changeServiceOrder() {
        guard !serviceOrders.isEmpty else { return }
        let index = random.next(serviceOrders.count)
        let order = serviceOrders[index]
        guard let event = nextEvent(order.user, order.events) else { return }
        history.command(.order(order.id), .order(event))
        serviceOrders[index].events.append(Event.order(event).type)
    }

    /// One of the possible next events, if there is any.
    private mutating func nextEvent(_ user: UserID, _ events: [EventType]) -> OrderEvent? {
        let reference = OrderReference(user: user)
        let cancelled = OrderEvent.cancelled(OrderCancelled(user: user, refund: nil))
        let isStarted = events.contains(.order(.processingStarted))
        let isRegistered = events.contains(.order(.registered))
        if events.contains(.order(.done)) || events.contains(.order(.discarded)) { return nil }
        if events.contains(.order(.cancelled)) {
            guard isStarted, !events.contains(.order(.cancellationSent)) else { return nil }
            return !isRegistered && random.next(3) == 0
                ? .registered(reference) : .cancellationSent(reference)
        }
        if isRegistered { return random.next(2) == 0 ? .done(reference) : cancelled }
        if isStarted { return random.next(4) == 0 ? cancelled : .registered(reference) }
        switch random.next(6) {
        case 0: return .discarded(reference)
        case 1: return cancelled
        case 2: return drafted(by: user).map { .servicesChanged($0) }
        default:
            let number = UInt64(history.next.rawValue)
            let registration = UUID128(high: ~number, low: number << 32)
            return .processingStarted(ProcessingStarted(user: user, registration: registration))
        }
    }
}
