import Events
import Model

/// Checks that quotes name each currency once, services are listed before they change, and baskets
/// have valid lines and become existing orders.
struct CatalogueAudit: Sendable {
    private var listed: Set<ServiceID> = []
    /// Products in each basket that is not empty.
    private var baskets: [UserID: Set<ProductID>] = [:]

    mutating func check(_ change: RatesEvent, _ event: RecordedEvent) throws(InvariantViolation) {
        guard case .rates = event.stream else { throw .wrongStream(event) }
        switch change {
        case .recorded(let quoted), .suspected(let quoted):
            let codes = quoted.quotes.map(\.currency)
            guard !codes.isEmpty, zip(codes, codes.dropFirst()).allSatisfy({ $0 < $1 })
            else { throw event.breaks(.rates) }
        }
    }

    mutating func check(_ change: ServiceEvent, _ event: RecordedEvent) throws(InvariantViolation) {
        guard case .services = event.stream else { throw .wrongStream(event) }
        let isFollowing =
            switch change {
            case .listed(let details): listed.insert(details.service).inserted
            case .changed(let details): listed.contains(details.service)
            case .delisted(let service): listed.remove(service) != nil
            }
        guard isFollowing else { throw .notFollowing(event) }
    }

    mutating func check(
        _ change: BasketEvent,
        _ event: RecordedEvent,
        _ orders: OrderAudit
    ) throws(InvariantViolation) {
        guard case .basket(let user) = event.stream else { throw .wrongStream(event) }
        let isSound =
            switch change {
            case .changed(let changed): set(changed.lines, of: user)
            case .ordered(let order):
                baskets.removeValue(forKey: user) != nil && orders.has(order, of: user)
            }
        guard isSound else { throw event.breaks(.basket(user)) }
    }

    private mutating func set(_ lines: [BasketLine], of user: UserID) -> Bool {
        guard !lines.isEmpty, Set(lines.map(\.product)).count == lines.count else { return false }
        var products = baskets[user] ?? []
        for line in lines {
            guard line.quantity >= 0 else { return false }
            if line.quantity > 0 {
                products.insert(line.product)
            } else {
                products.remove(line.product)
            }
        }
        baskets[user] = products.isEmpty ? nil : products
        return true
    }

    /// Takes an earlier event of a basket that is to change.
    mutating func recall(_ change: BasketEvent, of user: UserID) {
        switch change {
        case .changed(let changed): _ = set(changed.lines, of: user)
        case .ordered: baskets[user] = nil
        }
    }
}

extension CatalogueAudit: AuditState {
    func write(to state: inout AuditStateWriter) {
        state.add(listed) { $0.add($1.value) }
    }

    init(from state: inout AuditStateReader) throws(MalformedAuditState) {
        for _ in 0..<(try state.count()) { listed.insert(ServiceID(try state.uuid())) }
    }
}
