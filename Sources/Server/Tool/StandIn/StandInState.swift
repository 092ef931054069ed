import Entities
import Node
import Postgres

/// The data of the three services, and how they behave; without a socket.
struct StandInState: Sendable {
    struct Order: Equatable, Sendable {
        var services: [String] = []
        /// How often it was registered; all registrations of an id are for the same order.
        var registrations = 0
        var cancellations = 0
        /// How often its status was asked for.
        var polls = 0
        /// A status that a test has set; nil to follow the requests.
        var status: String?
    }

    var rates = StandInData.rates
    var catalogue = StandInData.services
    /// The service that the mode `other` responds about; the catalogue lacks it.
    let stranger = StandInData.Service(
        id: "99999999-0000-4000-8000-000000000009",
        name: "Stranger",
        description: "Not the one that was asked for."
    )
    /// By the id that the client gave.
    private(set) var orders: [String: Order] = [:]
    /// Requests of each service, with failed ones.
    private(set) var requests: [StandInService: Int] = [:]
    private(set) var rules: [StandInService: StandInRule] = [:]
    /// The token that requests need; nil if they need none.
    var token: String?
    /// An order is done after this many polls.
    var pollsUntilDone = 3

    static let pageSize = 20
    static let maximumIDs = 100

    mutating func setRule(_ rule: StandInRule, for service: StandInService) {
        rules[service] = rule
    }

    /// Quotes another rate for a currency from now on.
    mutating func quote(_ rate: String, for code: String) {
        rates = rates.filter { $0.code != code } + [(code, rate)]
    }

    /// Sets the status of an order.
    mutating func setStatus(_ status: String, of order: String) {
        orders[order, default: Order()].status = status
    }

    /// Counts a request and returns how to treat it.
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

    /// Carries out the request; returns status and JSON.
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

/// A request to the stand-in.
enum StandInRequest: Equatable, Sendable {
    case rates
    case servicePage(Int)
    case service(id: String)
    case register(id: String, services: [String])
    case cancel(id: String)
    case statuses(ids: [String])

    var service: StandInService {
        switch self {
        case .rates: .rates
        case .servicePage, .service: .services
        case .register, .cancel, .statuses: .orders
        }
    }

    /// The ids in the request.
    var ids: [String] {
        switch self {
        case .rates, .servicePage: []
        case .service(let id), .register(let id, _), .cancel(let id): [id]
        case .statuses(let ids): ids
        }
    }
}

/// How the stand-in treats requests.
enum StandInMode: String, CaseIterable, Sendable {
    case normal
    /// Carries the request out, and responds, only once the mode is changed.
    case slow
    /// Carries the request out at once, and responds only once the mode is changed.
    case late
    /// Responds with a text that is not JSON.
    case wrong
    /// Responds with status 500.
    case error
    /// Closes the connection without a response.
    case down
    /// Carries the request out, then closes the connection without a response.
    case lost
    /// Carries the request out twice, and repeats every element of the response.
    case twice
    /// Responds with JSON of the wrong form: rates of zero, services without id, unknown states.
    case strange
    /// Responds about another service than the one that was asked for.
    case other
    /// Responds with too many bytes.
    case large
    /// Responds with too many bytes, and does not announce how many.
    case unannounced
    /// Responds with a redirect.
    case redirect
    /// Responds with an HTML page.
    case page
}

/// The outside services that the stand-in replaces.
enum StandInService: String, CaseIterable, Sendable {
    case rates
    case services
    case orders
}

/// A mode for some requests, for requests that name certain ids, or for all.
struct StandInRule: Equatable, Sendable {
    var mode: StandInMode
    /// Requests that are left; nil for any number.
    var requests: Int?
    /// Nil for requests about anything.
    var ids: Set<String>?

    func applies(to named: [String]) -> Bool {
        guard requests != 0 else { return false }
        return ids.map { !$0.isDisjoint(with: named) } ?? true
    }
}

/// The stand-in's initial data: invented, except for the codes of currencies.
enum StandInData {
    struct Service: Equatable, Sendable {
        let id: String
        let name: String
        let description: String
    }

    /// For one US dollar, as in the JSON text.
    static let rates: [(code: String, rate: String)] = [
        ("USD", "1"), ("EUR", "0.92"), ("RUB", "92.5"), ("GBP", "0.79"), ("JPY", "151.3"),
        ("CNY", "7.24"), ("CHF", "0.905"), ("KWD", "0.3075"), ("INR", "83.45"), ("BRL", "5.12"),
    ]

    /// Enough services for several pages.
    static let services: [Service] = (1...45).map { number in
        let digits = String(number)
        return Service(
            id: "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count)
                + digits,
            name: "\(kinds[number % kinds.count]) \(number)",
            description: "Service \(number) of the stand-in"
        )
    }

    private static let kinds = ["Cleaning", "Delivery", "Repair", "Tuition", "Assembly"]
}
