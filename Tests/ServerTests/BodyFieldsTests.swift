import Events
import HTTP
import Postgres
import TestSupport
import Testing

@testable import API
@testable import Model
@testable import Text

@Suite(.patient)
struct BodyFieldsTests {
    private func fields(_ text: String) throws -> BodyFields {
        let members = try JSONObject(Array(text.utf8)).members
        return BodyFields(members.map { BodyFields.Field(name: $0.name, value: $0.value) })
    }

    @Test func `all mistakes are reported at once, by name`() throws {
        var body = try fields(#"{"username":"x","capacity":-1,"extra":1,"when":"soon"}"#)
        _ = body.text("username", .username)
        _ = body.integer("capacity", 0...10)
        _ = body.optionalTime("when")
        _ = body.text("title", .title)
        let problem = #expect(throws: Problem.self) { try body.finish() }
        #expect(
            problem?.errors.map(\.field) == ["username", "capacity", "when", "title", "extra"]
        )
        #expect(problem?.status == .unprocessableContent)
    }

    @Test func `of very many mistakes the first are named and the others are counted`() throws {
        let members = (0..<4_000).map { "\"f\($0)\":1" }.joined(separator: ",")
        var body = try fields("{\(members)}")
        let problem = #expect(throws: Problem.self) { try body.finish() }
        #expect(problem?.errors.count == Problem.namedErrors)
        #expect(problem?.errors.first?.field == "f0")
        #expect(problem?.detail.hasSuffix("; and 3950 more.") == true)
    }

    @Test(arguments: [
        "1.5", "-1", "0", "-0", "1e2", "true", "null", "[]", "\"1.234\"", "\"-1\"", "\"\"",
    ])
    func `an amount is a positive whole number or an exact decimal`(value: String) throws {
        var body = try fields("{\"amount\":\(value)}")
        _ = body.amount("amount", .rub)
        let problem = #expect(throws: Problem.self) { try body.finish() }
        #expect(problem?.errors.map(\.field) == ["amount"])
    }

    @Test(arguments: [("5", 5), ("\"12.50\"", 1_250), ("\"3\"", 300)] as [(String, Int64)])
    func `amounts are minor units`(value: String, minorUnits: Int64) throws {
        var body = try fields("{\"amount\":\(value)}")
        let amount = body.amount("amount", .rub)
        #expect(amount == minorUnits)
        try body.finish()
    }

    @Test func `22: minus zero is no whole number`() throws {
        var body = try fields(#"{"quantity":-0}"#)
        _ = body.integer("quantity", 0...10)
        let problem = #expect(throws: Problem.self) { try body.finish() }
        #expect(problem?.errors.map(\.field) == ["quantity"])
    }

    @Test func `a field that is null counts as absent`() throws {
        var body = try fields(
            #"{"memo":null,"amount":null,"currency":null,"linked":null,"n":null}"#
        )
        let memo = body.optionalText("memo", .memo)
        let amount = body.optionalAmount("amount", .rub)
        let currency = body.currency(default: .usd)
        let isLinked = body.flag("linked")
        let number = body.optionalInteger("n", 1...2)
        #expect(memo == nil && amount == nil && currency == .usd && !isLinked && number == nil)
        try body.finish()
    }

    @Test(arguments: ["add", "quantity"])
    func `an alternative that is null counts as absent, and is known`(name: String) throws {
        var body = try fields("{\"\(name)\":null}")
        #expect(!body.isGiven(name) && !body.has(name))
        try body.finish()
    }

    @Test func `a field that nobody asks for is unknown, also as null`() throws {
        var body = try fields(#"{"quantity":null,"other":null}"#)
        #expect(!body.has("quantity") && !body.isGiven("other"))
        let problem = #expect(throws: Problem.self) { try body.finish() }
        #expect(problem?.errors.map(\.field) == ["other"])
    }

    @Test func `no text holds U+0000`() throws {
        var body = try fields(#"{"memo":"a\u0000b"}"#)
        _ = body.optionalText("memo", .memo)
        #expect(throws: Problem.self) { try body.finish() }
    }

    /// The fields that the documents show, each as name and JSON Schema.
    private func recorded(
        choice: Int = 0,
        _ read: (inout BodyFields) -> Void
    ) -> [String: JSONValue] {
        var recorder = BodyFields(recorder: BodyRecording(choice: choice))
        read(&recorder)
        let properties = recorder.recording?.properties ?? []
        return Dictionary(uniqueKeysWithValues: properties.map { ($0.name, $0.schema.json) })
    }

    @Test func `a recorder notes each field with its limits and its example`() {
        let fields = recorded { body in
            _ = body.integer("capacity", 0...10, example: 4)
            _ = body.objects("items", count: 1...3) { $0.identifier("id") }
        }
        #expect(
            fields["capacity"] == [
                "type": "integer", "format": "int64", "minimum": 0, "maximum": 10, "examples": [4],
            ]
        )
        guard case .object(let items) = fields["items"] else {
            Issue.record("items is not recorded")
            return
        }
        #expect(items["maxItems"] == 3)
        #expect(fields.count == 2)
    }

    @Test(arguments: [(0, "items"), (1, "services")])
    func `a recorder shows one alternative at a time`(choice: Int, name: String) {
        let fields = recorded(choice: choice) { body in
            switch body.requireOne(of: ["items", "services"]) {
            case "items": _ = body.integer("items", 1...2)
            case _: _ = body.uuids("services", count: 1...2)
            }
        }
        #expect(Array(fields.keys) == [name])
    }

    @Test(
        arguments: [
            ("abc", true), ("A.b_c-9", true), (String(repeating: "a", count: 50), true),
            ("ab", false), (String(repeating: "a", count: 51), false), ("a b", false),
            ("jürgen", false), ("", false), ("a/b", false),
        ])
    func `user names are 3 to 50 plain characters`(text: String, isFine: Bool) {
        #expect((TextRule.username.complaint(text) == nil) == isFine)
    }

    @Test(
        arguments: [
            ("a@b", true), ("a.b+c@example.org", true), ("a@münchen.de", true), ("a@b.", false),
            ("@b.c", false), ("a@", false), ("a", false), ("a@b@c", false), ("a b@c.d", false),
            ("a\u{1}@b.c", false), (String(repeating: "a", count: 65) + "@b.c", false),
            ("a@" + String(repeating: "b.", count: 130) + "c", false),
            ("x\u{2800}y@x.org", false), ("x\u{FFFC}y@x.org", false),
        ])
    func `e-mail addresses have one at sign and a domain`(text: String, isFine: Bool) {
        #expect((TextRule.email.complaint(text) == nil) == isFine)
    }

    @Test(arguments: [(7, false), (8, true), (72, true), (73, false)])
    func `passwords are 8 to 72 bytes`(count: Int, isFine: Bool) {
        let password = String(
            "7 quiet horses cross the wide green river at dawn, and nobody sees where they go"
                .prefix(count)
        )
        #expect((TextRule.password.complaint(password) == nil) == isFine)
        let umlauts = String(repeating: "ü", count: 37)
        #expect(TextRule.password.complaint(umlauts) != nil)
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.5Z", 500_000),
            ("1970-01-01T03:00:00+03:00", 0), ("2000-02-29T12:00:00Z", 951_825_600_000_000),
            ("2026-01-02T03:04:05.123456789Z", 1_767_323_045_123_456),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
            ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
        ] as [(String, Int64)]
    )
    func `times are read to the microsecond`(text: String, microseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.microseconds == microseconds)
    }

    @Test(
        arguments: [
            "", "2026-01-01", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z",
            "2025-02-29T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
            "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00Zx", "2026-01-01T00:00:00+3:00",
            "0000-01-01T00:00:00Z", "26-01-01T00:00:00Z", "0001-01-01T00:00:00+00:01",
            "9999-12-31T23:59:60Z", "9999-12-31T23:59:59-00:01",
        ])
    func `other times are refused`(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }
}
