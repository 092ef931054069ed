import Postgres
import TestSupport

@testable import Text

/// Data that scenarios create through the API before they begin.
extension RunningService {
    /// Creates a slot with a title that no other test uses.
    func slot(_ beginning: String, capacity: Int64) throws -> (id: String, title: String) {
        let title = uniqueName(beginning)
        let body: JSONValue = ["title": .string(title), "capacity": .integer(capacity)]
        return (try make("/slots", body), title)
    }

    /// Creates a shop with one product, whose name no other test uses.
    func shop(
        selling beginning: String,
        price: String
    ) throws -> (shop: String, product: String, id: Int64) {
        let product = uniqueName(beginning)
        let shop = try make(
            "/shops",
            ["name": .string("Shop of \(product)"), "description": "", "site": ""]
        )
        let id = try make(
            "/shops/\(shop)/products",
            [
                "name": .string(product), "description": "", "price": .string(price),
                "currency": "RUB", "quantity": 5,
            ]
        )
        return (shop, product, Int64(id) ?? 0)
    }

    /// Sends a creating request as an administrator and returns the new id.
    @discardableResult
    private func make(_ path: String, _ body: JSONValue) throws -> String {
        let answer = try send("POST", path, body, as: .administrator)
        guard let id = answer.headers["location"]?.split(separator: "/").last else {
            throw BrowserError("\(path): \(answer.status) \(answer.body)")
        }
        return String(id)
    }
}
