import Events
import Model
import Postgres
import Text

/// An order of which the outside service is to be told or asked.
struct OutsideOrder: Equatable, Sendable {
    /// Raw values are words of `jobs.deliveries`.
    enum Kind: String, Sendable {
        case register
        case cancel
        case poll
    }

    let order: OrderID
    let kind: Kind
    let registration: UUID128
    /// JSON text of the list of services.
    let services: [UInt8]
    /// Failures in a row.
    let failures: Int

    /// The body of a registration: `{"services": [uuid]}`.
    var registrationJSON: [UInt8] {
        get throws(JSONError) {
            var json = JSONWriter()
            let list = try JSONValue(services)
            json.object { json in
                json.array("services") { json in
                    guard case .array(let services) = list else { return }
                    for case .object(let service) in services {
                        if case .string(let id)? = service["service_id"] { json.value(id) }
                    }
                }
            }
            return json.bytes
        }
    }

    /// From the columns order, kind, registration, services and failures.
    init(_ row: Row) throws(PostgresError) {
        order = OrderID(try row.int64(0))
        guard let kind = Kind(rawValue: try row.string(1)),
            let registration = UUID128(text: try row.string(2))
        else { throw .decoding("order \(order.rawValue) has no registration") }
        self.kind = kind
        self.registration = registration
        services = try row.bytes(3)
        failures = Int(try row.int64(4))
    }
}
