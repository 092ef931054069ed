/// What the stand-in was asked, in its own words.
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

    /// The ids that it is about.
    var ids: [String] {
        switch self {
        case .rates, .servicePage: []
        case .service(let id), .register(let id, _), .cancel(let id): [id]
        case .statuses(let ids): ids
        }
    }
}
