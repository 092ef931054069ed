import Postgres
import TestSupport
import Testing

@testable import Text

@Suite(.patient) struct `JSON texts cut short or changed` {
    private static let sample = Array(
        #"{"id":-12,"name":"é😀\n\u00e9\ud83d\ude00","list":[1,2.5e-3,true,false,null,[],{}],"o":{"p":"q"}}"#
            .utf8
    )

    @Test func `every beginning of a text is refused`() {
        for count in 0..<Self.sample.count {
            #expect(throws: JSONError.self) { try JSONValue(Array(Self.sample[..<count])) }
        }
        #expect(throws: Never.self) { try JSONValue(Self.sample) }
    }

    @Test func `a changed text that is accepted reads the same when written again`() {
        var random = SeededGenerator(seed: 1)
        let bytes = Array(#"{}[]",:\0123456789.eE+-truefalsn ud"#.utf8) + [0, 0x80, 0xC3, 0xFF]
        var acceptances = 0
        for _ in 0..<50_000 {
            var text = Self.sample
            for _ in 0...random.next(3) {
                let place = random.next(text.count)
                switch random.next(4) {
                case 0: text.remove(at: place)
                case 1: text.insert(bytes[random.next(bytes.count)], at: place)
                case 2: text[place] = bytes[random.next(bytes.count)]
                default: text[place] ^= 1 << UInt8(random.next(8))
                }
            }
            guard let value = try? JSONValue(text) else { continue }
            acceptances += 1
            var writer = JSONWriter()
            write(value, to: &writer)
            let again = try? JSONValue(writer.bytes)
            #expect(again == value, "\(String(decoding: text, as: UTF8.self))")
        }
        #expect(acceptances > 1000)
    }

    private func write(_ value: JSONValue, to writer: inout JSONWriter) {
        switch value {
        case .null: writer.null()
        case .bool(let bool): writer.value(bool)
        case .integer(let integer): writer.value(integer)
        case .number(let text): writer.raw(Array(text.utf8))
        case .string(let string): writer.value(string)
        case .array(let elements):
            writer.beginArray()
            for element in elements { write(element, to: &writer) }
            writer.endArray()
        case .object(let object):
            writer.beginObject()
            for member in object.members {
                writer.key(dynamic: member.name)
                write(member.value, to: &writer)
            }
            writer.endObject()
        }
    }
}
