import TestSupport
import Testing

@testable import Queries
@testable import Text

@Suite(.patient) struct ETagTests {
    private func isNamed(_ tag: ETag, _ header: String) -> Bool {
        Array(header.utf8).withUnsafeBytes { tag.isNamed(in: $0) }
    }

    @Test func `a tag is quoted and has 16 hexadecimal digits`() {
        #expect(String(decoding: ETag(value: 0xAB).bytes, as: UTF8.self) == "\"00000000000000ab\"")
        #expect(ETag(value: 1).bytes.count == ETag.byteCount)
    }

    @Test(arguments: [
        "\"00000000000000ab\"", "W/\"00000000000000ab\"", "*",
        "\"1\", \"00000000000000ab\"", "\"1\" ,\t\"00000000000000ab\" ", " * ",
    ])
    func `a header that names the tag matches`(header: String) {
        #expect(isNamed(ETag(value: 0xAB), header))
    }

    @Test(arguments: ["", "\"00000000000000ac\"", "00000000000000ab", ",", "W/", "\"*\""])
    func `a header without the tag does not match`(header: String) {
        #expect(!isNamed(ETag(value: 0xAB), header))
    }

    @Test func `bodies that differ in one byte have different tags`() {
        for count in 0..<70 {
            let body = [UInt8](repeating: 0x20, count: count)
            var tags: Set<ETag> = [ETag(of: body), ETag(of: body + [0x20])]
            for place in 0..<count {
                var other = body
                other[place] = 0x21
                tags.insert(ETag(of: other))
            }
            #expect(tags.count == count + 2)
        }
    }

    @Test func `equal bodies have equal tags, on every node`() {
        #expect(ETag(of: Array("[]".utf8)) == ETag(of: Array("[]".utf8)))
    }
}
