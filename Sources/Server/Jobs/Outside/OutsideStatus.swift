import Events
import Model
import Postgres
import Text

/// How far the outside service is with an order; the raw values are its words.
enum OutsideStatus: String, Sendable {
    case accepted
    case inProgress = "in_progress"
    case done
    case cancelled
}

/// What the outside service says of some orders: `{"orders": [{"id", "status"}]}`.
struct OutsideStatuses: Equatable {
    /// Each order's word, known or not; nil for an order of which two things are said.
    private(set) var words: [UUID128: String?] = [:]

    init(_ json: [UInt8]) throws(OutsideError) {
        guard case .object(let object)? = try? JSONValue(json),
            case .array(let orders)? = object["orders"]
        else { throw .malformed("no list of orders") }
        for order in orders {
            guard case .object(let order) = order, case .string(let id)? = order["id"],
                let uuid = UUID128(text: id), case .string(let word)? = order["status"]
            else { throw .malformed("an order without id or status") }
            if let known = words[uuid], known != word {
                words[uuid] = .some(nil)
            } else {
                words[uuid] = word
            }
        }
    }

    /// Throws where nothing can be made of what was said of the order.
    func status(of order: UUID128) throws(OutsideError) -> OutsideStatus {
        guard let word = words[order] else { throw .malformed("nothing about this order") }
        guard let word else { throw .malformed("two different states of this order") }
        guard let status = OutsideStatus(rawValue: word) else {
            throw .malformed("the unknown state \"\(word.prefix(50))\"")
        }
        return status
    }
}
