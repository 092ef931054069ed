import Events
import Model
import Postgres
import Text

extension BodyFields {
    /// The UUIDs of an array; each may be there more than once.
    mutating func uuids(_ name: String, count bounds: ClosedRange<Int>) -> [UUID128] {
        guard let value = take(name) else { return missing(name, []) }
        guard case .array(let values) = value, bounds.contains(values.count) else {
            wrong(name, "must be an array of \(bounds.lowerBound) to \(bounds.upperBound) UUIDs")
            return []
        }
        var uuids: [UUID128] = []
        for (index, value) in values.enumerated() {
            guard case .string(let text) = value, let uuid = UUID128(text: text) else {
                wrong("\(name)[\(index)]", "must be a UUID: 8-4-4-4-12 hexadecimal digits")
                continue
            }
            uuids.append(uuid)
        }
        return uuids
    }

    /// Takes a field that can only be there as `true`.
    mutating func mark(_ name: String) {
        guard let value = take(name) else { return }
        if value != .bool(true) { wrong(name, "must be true, or be left out") }
    }

    /// Whether exactly one of the fields is there; an error unless it is so.
    mutating func requireOne(of names: [String]) -> String? {
        let given = names.filter { has($0) }
        // As null the others count as absent, but known.
        for name in names where !given.contains(name) { _ = take(name) }
        if given.count == 1 { return given.first }
        let list = names.joined(separator: ", ")
        wrong(list, "exactly one of these must be given, not \(given.count)")
        for name in given { _ = take(name) }
        return nil
    }
}
