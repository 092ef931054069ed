import Model
import Text

/// Values of the model within payloads.
extension JSONReader {
    /// A string that `make` turns into a value; nil from it is an error.
    mutating func word<Value>(
        _ make: (UnsafeRawBufferPointer) -> Value?
    ) throws(JSONError) -> Value {
        guard let value = try withString({ (bytes) throws(JSONError) in make(bytes) }) else {
            throw failure("unknown word")
        }
        return value
    }

    /// A string of the form that `UUID128.text` has.
    mutating func uuid() throws(JSONError) -> UUID128 {
        try word { UUID128(text: String(decoding: $0, as: UTF8.self)) }
    }

    /// An object of `amount` and `currency`.
    mutating func money() throws(JSONError) -> Money {
        var amount: Int64?
        var currency: Currency?
        try object { (key, reader) throws(JSONError) in
            switch key {
            case "amount": amount = try reader.int64()
            case "currency": currency = try reader.word(Currency.init(bytes:))
            default: throw reader.unknown(key)
            }
        }
        return Money(try required(amount, "amount"), try required(currency, "currency"))
    }

    /// What an object must have.
    ///
    /// What it may lack has no member at all, so null is never a value.
    func required<Value>(_ value: Value?, _ name: StaticString) throws(JSONError) -> Value {
        guard let value else { throw failure("missing member \"\(name)\"") }
        return value
    }
}
