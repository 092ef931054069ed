import Events
import TestSupport
import Testing

@testable import API
@testable import Text

/// The rules of `reference` and `metadata`.
@Suite(.patient) struct AnnotationFieldTests {
    private func read(_ text: String) throws -> (annotation: Annotation?, complaints: [String]) {
        let members = try JSONObject(Array(text.utf8)).members
        var body = BodyFields(members.map { BodyFields.Field(name: $0.name, value: $0.value) })
        let annotation = body.annotation(seenBy: "Its user sees")
        return (annotation, body.errors.map { "\($0.field) \($0.detail)" })
    }

    @Test(arguments: [
        "{}", #"{"reference":null}"#, #"{"metadata":null}"#, #"{"metadata":{}}"#,
    ])
    func `nothing is stored where nothing is given`(text: String) throws {
        let read = try read(text)
        #expect(read.annotation == nil && read.complaints.isEmpty)
    }

    @Test func `both are kept as they were sent, the pairs in their order`() throws {
        let reference = String(repeating: "½", count: 64)
        let read = try read(
            #"{"reference":"\#(reference)","metadata":{"z": "1", "a": "ü\n\"\u0041\/"}}"#
        )
        #expect(read.complaints.isEmpty)
        #expect(read.annotation?.reference == reference)
        #expect(read.annotation?.metadata?.json == #"{"z":"1","a":"ü\n\"A/"}"#)
    }

    @Test(arguments: [
        (#"{"reference":""}"#, "reference must be 1 to 64 characters"),
        (
            "{\"reference\":\"\(String(repeating: "r", count: 65))\"}",
            "reference must be 1 to 64 characters"
        ),
        (#"{"reference":7}"#, "reference must be a string, not an integer"),
        (#"{"reference":"a\u0007"}"#, "reference must not hold control characters"),
        (
            #"{"reference":"a\u202eb"}"#,
            "reference must not hold characters that are invisible or turn the direction of the text"
        ),
        (#"{"metadata":"a"}"#, "metadata must be an object of strings, not a string"),
        (#"{"metadata":["a"]}"#, "metadata must be an object of strings, not an array"),
        (#"{"metadata":{"a":1}}"#, "metadata must be an object of strings; it has an integer"),
        (#"{"metadata":{"a":{}}}"#, "metadata must be an object of strings; it has an object"),
        (#"{"metadata":{"a":null}}"#, "metadata must be an object of strings; it has null"),
        (#"{"metadata":{"":"a"}}"#, "metadata has a name that must be 1 to 64 characters"),
        (
            #"{"metadata":{"a":"\u0000"}}"#,
            "metadata has a value that must not hold control characters"
        ),
    ])
    func `anything else is refused with what to mend`(text: String, complaint: String) throws {
        #expect(try read(text).complaints == [complaint])
    }

    /// `{"a":"…"}` has 8 bytes besides the value; an ü has two, and a quote needs an escape.
    @Test(arguments: [("x", 2_040), ("ü", 1_020), ("\"", 1_020)])
    func `metadata has at most 2048 bytes of compact JSON`(letter: String, most: Int) throws {
        let escaped = letter == "\"" ? "\\\"" : letter
        for (count, isFine) in [(most, true), (most + 1, false)] {
            let value = String(repeating: escaped, count: count)
            let read = try read("{ \"metadata\" : { \"a\" : \"\(value)\" } }")
            #expect(read.complaints.isEmpty == isFine)
            #expect(read.annotation?.metadata?.json.utf8.count == (isFine ? 2_048 : nil))
            if !isFine {
                #expect(
                    read.complaints == ["metadata must be at most 2048 bytes as compact JSON"]
                )
            }
        }
    }

    /// In the bodies of bulks, which are read element by element.
    @Test func `an element's metadata is read as far as it may be long`() throws {
        let long = (0..<500).map { "\"name \($0)\":\"value\"" }.joined(separator: ",")
        let text =
            "{\"items\":[{\"metadata\":{\"a\":\"b\"}},{\"metadata\":{\(long)}},{\"metadata\":{\"a\":[1]}}]}"
        let read = try Array(text.utf8).withUnsafeBytes { bytes in
            var body = try BodyFields(json: bytes, array: "items")
            let items = body.elements("items", count: 1...3) { $0.annotation(seenBy: "") }
            return (items, body.errors.map { "\($0.field) \($0.detail)" })
        }
        #expect(read.0.map { $0?.metadata?.json } == [#"{"a":"b"}"#, nil, nil])
        #expect(
            read.1 == [
                "items[1].metadata must be at most 2048 bytes as compact JSON",
                "items[2].metadata must be an object of strings; it has an array",
            ]
        )
    }
}
