import Events
import TestSupport
import Testing

@testable import Jobs
@testable import Model

/// How the responses of outside services are read.
@Suite(.patient)
struct OutsideAnswerTests {
    // MARK: Rates

    @Test func `rates keep their decimal digits, never through a binary fraction`() throws {
        let json = #"{"as_of":1,"rates":{"EUR":0.1000000000000000055,"RUB":9.25e1,"JPY":151}}"#
        let answer = try RatesAnswer(Array(json.utf8))
        #expect(answer.quotes.map(\.currency.code) == ["RUB", "JPY"])
        #expect(answer.quotes.map(\.rate.text) == ["92.5", "151"])
        #expect(answer.refused == ["EUR"], "more digits than are kept exactly")
    }

    @Test(arguments: ["0", "0.0", "-1", "-0.5", "\"1.5\"", "null", "true", "[1]", "1e99"])
    func `an invalid rate is refused, and the others are read`(rate: String) throws {
        let answer = try RatesAnswer(Array("{\"rates\":{\"EUR\":\(rate),\"RUB\":92.5}}".utf8))
        #expect(answer.quotes.map(\.currency.code) == ["RUB"])
        #expect(answer.refused == ["EUR"])
    }

    @Test(arguments: ["0.01", "100", "1.0000001", "0", "-1", "\"1\"", "null"])
    func `18: quotes that give the dollar another price than 1 are malformed as a whole`(
        price: String
    ) {
        let json = "{\"rates\":{\"RUB\":92.5,\"USD\":\(price)}}"
        #expect(throws: OutsideError.self) { try RatesAnswer(Array(json.utf8)) }
    }

    @Test(arguments: ["1", "1.0", "1e0"])
    func `18: a dollar at the price of 1 is read`(price: String) throws {
        let answer = try RatesAnswer(Array("{\"rates\":{\"RUB\":92.5,\"USD\":\(price)}}".utf8))
        #expect(answer.quotes.map(\.rate.text) == ["92.5", "1"])
    }

    @Test(arguments: ["XXQ", "eur", "BITCOIN", ""])
    func `a code that is not in ISO 4217 is ignored`(code: String) throws {
        let answer = try RatesAnswer(Array("{\"rates\":{\"\(code)\":1,\"RUB\":92.5}}".utf8))
        #expect(answer.quotes.map(\.currency.code) == ["RUB"])
        #expect(answer.refused.isEmpty)
    }

    @Test(
        arguments: [
            "", "{", "[]", "{}", #"{"rates":[]}"#, #"{"rates":{"EUR":1}"#, #"{"rates":{"EUR":01}}"#,
            #"{"rates":{"EUR":1,"EUR":2}}"#, #"{"rates":{"EUR":-}}"#,
        ])
    func `rates in an unknown form are refused as a whole`(json: String) {
        #expect(throws: OutsideError.self) { try RatesAnswer(Array(json.utf8)) }
    }

    // MARK: Catalogue

    private static let id = "00000000-0000-4000-8000-000000000001"

    private func page(_ items: String, _ page: Int = 1, of pages: Int = 1) throws -> CataloguePage {
        try CataloguePage(Array("{\"items\":[\(items)],\"page\":\(page),\"pages\":\(pages)}".utf8))
    }

    private func item(_ number: Int, _ name: String = "x") -> String {
        let id = "00000000-0000-4000-8000-\(String(100_000_000_000 + number))"
        return "{\"id\":\"\(id)\",\"name\":\"\(name)\",\"description\":\"d\"}"
    }

    @Test func `pages make a catalogue once the last one has come`() throws {
        var reader = CatalogueReader()
        try reader.take(try page(item(1), 1, of: 2))
        #expect(reader.next == 2)
        try reader.take(try page(item(2), 2, of: 2))
        #expect(reader.next == nil)
        #expect(reader.services.count == 2)
    }

    @Test func `a repeated service counts once, and a changed one fails the catalogue`() throws {
        var reader = CatalogueReader()
        try reader.take(try page("\(item(1)),\(item(1))"))
        #expect(reader.services.count == 1)
        var other = CatalogueReader()
        #expect(throws: OutsideError.self) {
            try other.take(try page("\(item(1)),\(item(1, "y"))"))
        }
    }

    @Test func `a wrong page, or a changed number of pages, fails the catalogue`()
        throws
    {
        var reader = CatalogueReader()
        #expect(throws: OutsideError.self) { try reader.take(try page(item(1), 2, of: 2)) }
        try reader.take(try page(item(1), 1, of: 2))
        #expect(throws: OutsideError.self) { try reader.take(try page(item(2), 2, of: 3)) }
    }

    @Test(arguments: [0, 101])
    func `too few or too many pages are refused`(pages: Int) throws {
        var reader = CatalogueReader()
        #expect(throws: OutsideError.self) { try reader.take(try page(item(1), 1, of: pages)) }
    }

    @Test func `more services than the limit are refused`() throws {
        var reader = CatalogueReader()
        let items = (1...200).map { $0 }
        for number in 1...50 {
            let part = items.map { item(number * 1_000 + $0) }.joined(separator: ",")
            try reader.take(try page(part, number, of: 51))
        }
        #expect(throws: OutsideError.self) { try reader.take(try page(item(1), 51, of: 51)) }
    }

    @Test(
        arguments: [
            #"{"name":"x"}"#, #"{"id":"1","name":"x"}"#, "{\"id\":\"\(id)\"}",
            "{\"id\":\"\(id)\",\"name\":\"\"}", "{\"id\":\"\(id)\",\"name\":\"a\\u0000\"}",
            "{\"id\":\"\(id)\",\"name\":\"x\",\"description\":1}", "1",
        ])
    func `a page with an invalid service is refused`(item: String) {
        #expect(throws: OutsideError.self) { try page(item) }
    }

    // MARK: Orders

    private let order = UUID128(high: 1, low: 2)

    private func statuses(_ list: String) throws -> OutsideStatuses {
        try OutsideStatuses(Array("{\"orders\":[\(list)]}".utf8))
    }

    private func said(_ word: String) -> String {
        "{\"id\":\"\(order.text)\",\"status\":\"\(word)\"}"
    }

    @Test(arguments: ["accepted", "in_progress", "done", "cancelled"])
    func `each agreed state is understood, given once or twice`(word: String) throws {
        #expect(try statuses(said(word)).status(of: order).rawValue == word)
        #expect(try statuses("\(said(word)),\(said(word))").status(of: order).rawValue == word)
    }

    @Test func `an unknown, missing or contradictory state is an error of that order only`() throws
    {
        for list in [said("pondering"), "", "\(said("done")),\(said("accepted"))"] {
            let answer = try statuses(list)
            #expect(throws: OutsideError.self) { try answer.status(of: order) }
        }
    }

    @Test(arguments: ["1", "{}", #"{"id":"x","status":"done"}"#, #"{"id":1}"#])
    func `a list with an invalid order is refused as a whole`(item: String) {
        #expect(throws: OutsideError.self) { try statuses(item) }
    }
}
