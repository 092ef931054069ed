import TestSupport
import Testing

@testable import HTTP

@Suite(.patient)
struct QueryStringTests {
    private func pairs(_ query: String) throws -> [String] {
        let bytes = Array(query.utf8)
        let pairs = try bytes.withUnsafeBytes { bytes in
            try QueryString(bytes).pairs()
        }
        return pairs.map { "\($0.name)=\($0.value)" }
    }

    @Test(arguments: [
        ("", []), ("a=1", ["a=1"]), ("a=1&b=2", ["a=1", "b=2"]), ("a", ["a="]), ("=b", ["=b"]),
        ("&&a=1&", ["a=1"]), ("a=b=c", ["a=b=c"]), ("a+b=c+d", ["a b=c d"]),
        ("%61=%C3%A9", ["a=\u{e9}"]), ("a=%26%3d", ["a=&="]), ("a=1&a=2", ["a=1", "a=2"]),
    ])
    func `pairs are decoded in order`(_ query: String, _ expected: [String]) throws {
        #expect(try pairs(query) == expected)
    }

    @Test(arguments: [
        ("a=%", QueryString.Failure.invalidEscape), ("a=%4", .invalidEscape),
        ("a=%4g", .invalidEscape), ("%=a", .invalidEscape), ("a=%00", .nul), ("a%00b", .nul),
        ("a=%ff", .invalidUTF8), ("a=%C3", .invalidUTF8), ("a=%ED%A0%80", .invalidUTF8),
        ("a=%C0%AF", .invalidUTF8), ("ok=1&a=%", .invalidEscape),
    ])
    func `a query that cannot be decoded is refused`(
        _ query: String,
        _ failure: QueryString.Failure
    ) {
        #expect(throws: failure) { try pairs(query) }
    }
}
