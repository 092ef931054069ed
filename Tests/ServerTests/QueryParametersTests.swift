import HTTP
import TestSupport
import Testing

@testable import API

@Suite(.patient)
struct QueryParametersTests {
    private func parameters(_ text: String) throws -> QueryParameters {
        try Array(text.utf8).withUnsafeBytes { try QueryParameters($0) }
    }

    @Test func `known parameters are taken`() throws {
        var query = try parameters("skip=10&available=true")
        let (skip, limit) = (
            query.optionalInteger("skip", 0...100), query.optionalInteger("limit", 1...100)
        )
        let isAvailable = query.flag("available")
        #expect(skip == 10)
        #expect(limit == nil)
        #expect(isAvailable)
        try query.finish()
    }

    @Test(
        arguments: [
            "skip=-1", "skip=x", "skip=", "skip", "skip=101", "skip=1&skip=2", "other=1", "skip=+1",
            "available=yes", "=1", "skip=1.0", "skip=99999999999999999999",
        ])
    func `anything else is refused by name`(text: String) throws {
        var query = try parameters(text)
        _ = query.optionalInteger("skip", 0...100)
        _ = query.flag("available")
        let problem = #expect(throws: Problem.self) { try query.finish() }
        #expect(problem?.status == .unprocessableContent)
    }

    @Test(arguments: ["skip=%00", "skip=%3", "skip=%zz", "%ff=1"])
    func `a wrong escape is refused`(text: String) {
        #expect(throws: Problem.self) { try parameters(text) }
    }
}
