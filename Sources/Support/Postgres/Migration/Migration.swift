/// One numbered step of a schema.
///
/// Its SQL never changes once it has been released.
package struct Migration: Hashable, Sendable {
    /// From 1, without gaps, for each owner.
    package let number: Int
    package let name: String
    /// One or more statements without transaction commands.
    package let sql: String

    package init(number: Int, name: String, sql: String) {
        self.number = number
        self.name = name
        self.sql = sql
    }

    /// From a file embedded in the binary.
    package init(number: Int, name: String, sql: [UInt8]) {
        self.init(number: number, name: name, sql: String(decoding: sql, as: UTF8.self))
    }
}
