import Postgres
import TestSupport
import Testing

@testable import Text

@Suite(.patient) struct `The JSON reader` {
    private static let accepted: [(text: String, value: JSONValue)] = [
        ("null", .null), (" true ", .bool(true)), ("\n\tfalse\r", .bool(false)),
        ("0", .integer(0)), ("-0", .number("-0")), ("-1", .integer(-1)),
        ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
        ("9223372036854775808", .number("9223372036854775808")), ("1.0", .number("1.0")),
        ("-0.5e+10", .number("-0.5e+10")), ("1E3", .number("1E3")), ("0e0", .number("0e0")),
        (#""""#, .string("")), (#""é😀""#, .string("é😀")),
        (#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{C}\n\r\t")),
        (#""\u00e9\uD83D\uDE00\u0000x""#, .string("é😀\0x")), (#""\uFFFF""#, .string("\u{FFFF}")),
        ("\"\u{7F}\"", .string("\u{7F}")), ("[]", .array([])), ("[ ]", .array([])),
        ("[1 , [2]]", .array([.integer(1), .array([.integer(2)])])),
        (String(repeating: "[", count: 64) + String(repeating: "]", count: 64), nested(64)),
    ]

    private static func nested(_ depth: Int) -> JSONValue {
        (1..<depth).reduce(.array([])) { value, _ in .array([value]) }
    }

    @Test func `every kind of value is read`() throws {
        for (text, value) in Self.accepted {
            #expect(try JSONValue(Array(text.utf8)) == value, "\(text)")
        }
        let object = try JSONObject(Array(#" { "a" : 1 , "\u0062" : [ { } ] } "#.utf8))
        #expect(object["a"] == .integer(1))
        #expect(object["b"] == .array([.object(try JSONObject(Array("{}".utf8)))]))
    }

    @Test(arguments: [
        ("", 0), (" ", 1), ("nul", 0), ("nulll", 4), ("True", 0), ("01", 0), ("-", 1), ("-01", 0),
        ("+1", 0), (".5", 0), ("1.", 2), ("1.e1", 2), ("1e", 2), ("1e+", 3), ("0x1", 1),
        ("1 2", 2), ("NaN", 0), ("Infinity", 0), ("'a'", 0), (#""a"#, 2), (#""\x""#, 1),
        (#""\u12g4""#, 1), (#""\u12"#, 1), (#""\ud800""#, 1), (#""\udc00""#, 1),
        (#""\ud800\u0041""#, 1), (#""\ud800\ud800""#, 1), ("\"a\nb\"", 2), ("\"\0\"", 1), ("[1", 2),
        ("[1,]", 3), ("[,1]", 1), ("[1 1]", 3), ("[1}", 2), ("{", 1), ("{}}", 2), (#"{"a"}"#, 4),
        (#"{"a":}"#, 5), (#"{"a":1,}"#, 7), ("{a:1}", 1), ("{1:1}", 1), (#"{"a":1 "b":2}"#, 7),
        (#"{"a":1,"a":2}"#, 8), (#"{"a":1,"\u0061":2}"#, 8), (#"{"\u0061":1,"a":2}"#, 13),
        ("/**/1", 0), ("1//", 1), ("\u{FEFF}1", 0), ("[1]\u{A0}", 3), ("true false", 5),
    ])
    func `text that RFC 8259 does not allow is refused with its place`(text: String, offset: Int) {
        let error = #expect(throws: JSONError.self, "\(text)") { try JSONValue(Array(text.utf8)) }
        #expect(error?.offset == offset, "\(text): \(String(describing: error))")
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xE0, 0x80, 0x80], [0xE2, 0x82],
            [0xE2, 0x28, 0xA1], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x9F, 0x98],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF],
        ] as [[UInt8]]
    )
    func `invalid UTF-8 is refused`(bytes: [UInt8]) {
        let text = [UInt8(ascii: "\"")] + bytes + [UInt8(ascii: "\"")]
        #expect(throws: JSONError(offset: 1, problem: "invalid UTF-8")) { try JSONValue(text) }
        #expect(throws: JSONError.self) { try JSONValue(Array(text.dropLast())) }
    }

    @Test func `nesting beyond the limit is refused`() {
        for brackets in [("[", "]"), (#"{"a":"#, "}")] {
            let text = String(repeating: brackets.0, count: 100_000)
            let error = #expect(throws: JSONError.self) { try JSONValue(Array(text.utf8)) }
            #expect(error?.problem == "nested too deeply")
        }
    }

    @Test(arguments: [1, 15, 16, 17, 40, 4096])
    func `a repeated name is found in objects of any size`(count: Int) throws {
        let members = (0..<count).map { "\"name\($0)\":\($0)" }
        let whole = "{" + members.joined(separator: ",") + "}"
        #expect(try JSONObject(Array(whole.utf8)).members.count == count)
        for repeated in [0, count / 2, count - 1] {
            let text = whole.dropLast() + ",\"name\(repeated)\":0}"
            let error = #expect(throws: JSONError.self) { try JSONObject(Array(text.utf8)) }
            #expect(error?.problem == "duplicate member \"name\(repeated)\"")
        }
    }

    @Test func `an object with too many members is refused`() {
        let members = (0...4096).map { "\"name\($0)\":\($0)" }
        let error = #expect(throws: JSONError.self) {
            try JSONObject(Array("{\(members.joined(separator: ","))}".utf8))
        }
        #expect(error?.problem == "too many members")
    }

    @Test(arguments: [
        "1.0", "1e3", "1E3", "9223372036854775808", "-9223372036854775809", "99999999999999999999",
        "01", "-", "", "\"1\"", "true", "--1", "- 1",
    ])
    func `a value that is not a 64-bit integer is refused as one`(text: String) {
        #expect(throws: JSONError.self, "\(text)") {
            try JSONReader.read(Array(text.utf8)) { (reader) throws(JSONError) in
                try reader.int64()
            }
        }
    }

    @Test func `a 32-bit integer is checked`() throws {
        let read = { (text: String) throws(JSONError) in
            try JSONReader.read(Array(text.utf8)) { (reader) throws(JSONError) in
                try reader.int32()
            }
        }
        #expect(try read("2147483647") == .max)
        #expect(throws: JSONError(offset: 1, problem: "an integer out of range")) {
            try read(" 2147483648")
        }
    }

    @Test func `members are taken by name, escaped or not, and errors name unknown ones`() throws {
        let text = Array(
            #"{"amount":12,"\u006demo":"\u0041","to":{"id":7},"done":true,"x":null}"#.utf8
        )
        var amount: Int64 = 0
        var memo = ""
        var id: Int64 = 0
        var done = false
        var missing: String? = "?"
        try JSONReader.read(text) { (reader) throws(JSONError) in
            try reader.object { (key, reader) throws(JSONError) in
                switch key {
                case "amount": amount = try reader.int64()
                case "memo": memo = try reader.string()
                case "to":
                    try reader.object { (key, reader) throws(JSONError) in
                        guard case "id" = key else { throw reader.unknown(key) }
                        id = try reader.int64()
                    }
                case "done": done = try reader.bool()
                case "x": missing = try reader.null() ? nil : reader.string()
                default: throw reader.unknown(key)
                }
            }
        }
        #expect(amount == 12 && memo == "A" && id == 7 && done && missing == nil)
        let error = #expect(throws: JSONError.self) {
            try JSONReader.read(text) { (reader) throws(JSONError) in
                try reader.object { (key, reader) throws(JSONError) in throw reader.unknown(key) }
            }
        }
        #expect(error?.description == "unknown member \"amount\" at byte 10")
    }

    @Test func `the raw text of a value is unchanged`() throws {
        let text = Array(#"{"a": {"b" : [1.50, "x"]} }"#.utf8)
        var raw = ""
        try JSONReader.read(text) { (reader) throws(JSONError) in
            try reader.object { (_, reader) throws(JSONError) in
                raw = String(decoding: try reader.raw(), as: UTF8.self)
            }
        }
        #expect(raw == #"{"b" : [1.50, "x"]}"#)
    }
}
