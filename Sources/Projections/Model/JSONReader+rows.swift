import Events
import Model
import Postgres
import Text

/// Values of rows within JSON that projectors have written.
extension JSONReader {
    mutating func currency() throws(JSONError) -> Currency {
        let currency = try withString { (bytes) throws(JSONError) in Currency(bytes: bytes) }
        return try required(currency, "currency")
    }

    /// What an object must have.
    func required<Value>(_ value: Value?, _ name: StaticString) throws(JSONError) -> Value {
        guard let value else { throw failure("missing member \"\(name)\"") }
        return value
    }
}
