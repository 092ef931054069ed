import Commands
import Postgres

/// What the three services know, and how they are to behave; without a socket.
struct StandInState: Sendable {
    struct Order: Equatable, Sendable {
        var services: [String] = []
        /// How often it was registered; an honest client's doing, since each is for the same order.
        var registrations = 0
        var cancellations = 0
        /// How often its state was asked for.
        var polls = 0
        /// A state that it was told to be in, whatever it was asked.
        var status: String?
    }

    var rates = StandInData.rates
    var catalogue = StandInData.services
    /// By the id that the client gave.
    private(set) var orders: [String: Order] = [:]
    /// Requests of each service, those in vain included.
    private(set) var requests: [StandInService: Int] = [:]
    private(set) var rules: [StandInService: StandInRule] = [:]
    /// What has to be sent to be answered; nil for nothing.
    var token: String?
    /// After so many looks an order is done.
    var pollsUntilDone = 3

    static let pageSize = 20
    static let maximumIDs = 100

    mutating func setRule(_ rule: StandInRule, for service: StandInService) {
        rules[service] = rule
    }

    /// Puts an order into a state of its own.
    mutating func setStatus(_ status: String, of order: String) {
        orders[order, default: Order()].status = status
    }

    /// How a request is to be treated; counts it.
    mutating func mode(for request: StandInRequest) -> StandInMode {
        requests[request.service, default: 0] += 1
        guard var rule = rules[request.service], rule.applies(to: request.ids) else {
            return .normal
        }
        if let left = rule.requests {
            rule.requests = left - 1
            rules[request.service] = rule
        }
        return rule.mode
    }

    /// Does what is asked; answers status and JSON.
    mutating func perform(_ request: StandInRequest) -> (status: Int, json: [UInt8]) {
        switch request {
        case .rates: return (200, StandInJSON.rates(rates))
        case .servicePage(let page): return servicePage(page)
        case .service(let id):
            guard let service = catalogue.first(where: { $0.id == id }) else {
                return (404, StandInJSON.empty)
            }
            return (200, StandInJSON.service(service))
        case .register(let id, let services):
            let isNew = orders[id] == nil
            if isNew { orders[id] = Order(services: services) }
            orders[id]?.registrations += 1
            return (isNew ? 201 : 200, StandInJSON.empty)
        case .cancel(let id):
            guard orders[id] != nil else { return (404, StandInJSON.empty) }
            orders[id]?.cancellations += 1
            return (200, StandInJSON.empty)
        case .statuses(let ids):
            guard ids.count <= Self.maximumIDs else { return (422, StandInJSON.empty) }
            var found: [(id: String, status: String)] = []
            for id in ids where orders[id] != nil {
                orders[id]?.polls += 1
                found.append((id, status(of: id)))
            }
            return (200, StandInJSON.statuses(found))
        }
    }

    private func servicePage(_ page: Int) -> (status: Int, json: [UInt8]) {
        let pages = max(1, (catalogue.count + Self.pageSize - 1) / Self.pageSize)
        guard page >= 1, page <= pages else { return (404, StandInJSON.empty) }
        let items = catalogue.dropFirst((page - 1) * Self.pageSize).prefix(Self.pageSize)
        return (200, StandInJSON.services(Array(items), page: page, pages: pages))
    }

    private func status(of id: String) -> String {
        guard let order = orders[id] else { return "accepted" }
        if let status = order.status { return status }
        if order.cancellations > 0 { return "cancelled" }
        if order.polls >= pollsUntilDone { return "done" }
        return order.polls > 1 ? "in_progress" : "accepted"
    }
}
