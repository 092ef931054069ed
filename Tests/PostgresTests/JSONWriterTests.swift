import Postgres
import TestSupport
import Testing

@testable import Text

@Suite(.patient) struct `The JSON writer` {
    private func text(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func `commas are between members and elements only`() {
        let text = text { writer in
            writer.object { writer in
                writer.member("id", 7 as Int64)
                writer.member("memo", nil as String?)
                writer.array("list") { writer in
                    writer.value(1)
                    writer.object { _ in }
                    writer.object { $0.member("a", true) }
                    writer.beginArray()
                    writer.endArray()
                }
                writer.object("inner") { $0.member("kind", constant: "x") }
                writer.member("raw", raw: Array("[1]".utf8))
                writer.member("last", "end")
            }
        }
        #expect(
            text == #"{"id":7,"memo":null,"list":[1,{},{"a":true},[]],"inner":{"kind":"x"},"#
                + #""raw":[1],"last":"end"}"#
        )
    }

    @Test(
        arguments: [
            (0, "0"), (-0, "0"), (9, "9"), (-9, "-9"), (10, "10"), (-10, "-10"),
            (1_000_000, "1000000"),
            (.max, "9223372036854775807"), (.min, "-9223372036854775808"),
        ] as [(Int64, String)]
    )
    func `integers are written in full`(value: Int64, expected: String) {
        #expect(text { $0.value(value) } == expected)
    }

    @Test(arguments: [
        ("", #""""#), ("a\"b\\c", #""a\"b\\c""#), ("\n\r\t", #""\n\r\t""#),
        ("\u{1}\u{1F}\u{7F}", "\"\\u0001\\u001f\u{7F}\""), ("é😀/", #""é😀/""#), ("\"", #""\"""#),
    ])
    func `strings have no more escapes than necessary`(value: String, expected: String) {
        #expect(text { $0.value(value) } == expected)
    }

    @Test func `a time is RFC 3339 in UTC`() {
        #expect(
            text { $0.value(timestamp: 1_714_979_289_250_000) } == #""2024-05-06T07:08:09.250000Z""#
        )
        #expect(text { $0.value(timestamp: 0) } == #""1970-01-01T00:00:00Z""#)
    }

    @Test func `a writer is empty after a reset`() {
        var writer = JSONWriter()
        writer.value(1)
        writer.reset()
        writer.value(2)
        #expect(writer.bytes == [UInt8(ascii: "2")])
    }
}
