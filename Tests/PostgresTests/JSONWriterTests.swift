import Postgres
import Testing

@Suite struct `The JSON writer` {
    private func text(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test func `commas stand between members and elements, and nowhere else`() {
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
                + #""raw":[1],"last":"end"}"#)
    }

    @Test(arguments: [
        (0, "0"), (-0, "0"), (9, "9"), (-9, "-9"), (10, "10"), (-10, "-10"), (1_000_000, "1000000"),
        (.max, "9223372036854775807"), (.min, "-9223372036854775808"),
    ] as [(Int64, String)])
    func `integers are written in full`(value: Int64, expected: String) {
        #expect(text { $0.value(value) } == expected)
    }

    @Test(arguments: [
        ("", #""""#), ("a\"b\\c", #""a\"b\\c""#), ("\n\r\t", #""\n\r\t""#),
        ("\u{1}\u{1F}\u{7F}", "\"\\u0001\\u001f\u{7F}\""), ("é😀/", #""é😀/""#), ("\"", #""\"""#),
    ])
    func `strings are escaped where they must be and no more`(value: String, expected: String) {
        #expect(text { $0.value(value) } == expected)
    }

    @Test func `a time is RFC 3339 in UTC`() {
        #expect(text { $0.value(timestamp: 1_714_979_289_250_000) } == #""2024-05-06T07:08:09.250000Z""#)
        #expect(text { $0.value(timestamp: 0) } == #""1970-01-01T00:00:00Z""#)
    }

    @Test func `a writer used again begins anew`() {
        var writer = JSONWriter()
        writer.value(1)
        writer.reset()
        writer.value(2)
        #expect(writer.bytes == [UInt8(ascii: "2")])
    }
}

@Suite struct `Members of a request body` {
    private func object(_ text: String) throws -> JSONObject {
        try JSONObject(Array(text.utf8))
    }

    @Test func `they are taken by name and kind`() throws {
        let body = try object(#"{"s":"x","i":5,"b":false,"a":[1],"o":{"k":null},"n":null}"#)
        #expect(try body.string("s") == "x")
        #expect(try body.int64("i") == 5)
        #expect(try body.bool("b") == false)
        #expect(try body.array("a") == [.integer(1)])
        #expect(try body.object("o").optionalString("k") == nil)
        #expect(try body.optionalInt64("n") == nil)
        #expect(try body.optionalString("missing") == nil)
    }

    @Test func `what is wrong with one is said with its name`() throws {
        let body = try object(#"{"s":5,"i":1.5,"n":null}"#)
        let problems = [
            problem { _ = try body.string("s") }, problem { _ = try body.int64("i") },
            problem { _ = try body.string("n") }, problem { _ = try body.bool("x") },
        ]
        #expect(
            problems == [
                #""s" must be a string, not an integer"#,
                #""i" must be an integer of 64 bits, not a number"#, #""n" must not be null"#,
                #""x" is missing"#,
            ])
    }

    @Test func `unknown names are listed`() throws {
        let body = try object(#"{"z":1,"a":2,"b":3}"#)
        #expect(body.unknownNames(besides: ["a"]) == ["z", "b"])
        #expect(throws: JSONError(offset: 0, problem: "expected an object")) { try object("[]") }
    }

    private func problem(_ body: () throws -> Void) -> String {
        do {
            try body()
            return ""
        } catch {
            return "\(error)"
        }
    }
}
