// What values look like in a text: as they are written everywhere else, never as Swift would show them.

extension LogPosition: CustomStringConvertible {
    package var description: String { "\(rawValue)" }
}

extension StreamVersion: CustomStringConvertible {
    package var description: String { "\(rawValue)" }
}

extension EntityID: CustomStringConvertible {
    package var description: String { "\(rawValue)" }
}

extension Actor: CustomStringConvertible {
    package var description: String { "\(rawValue)" }
}

extension Currency: CustomStringConvertible {
    package var description: String { code }
}

/// Minor units and the currency.
extension Money: CustomStringConvertible {
    package var description: String { "\(minorUnits) \(currency)" }
}

extension UUID128: CustomStringConvertible {
    package var description: String { text }
}
