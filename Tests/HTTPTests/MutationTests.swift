import TestSupport
import Testing

@testable import HTTP

@Suite(.patient)
struct MutationTests {
    private static let interesting: [UInt8] =
        Array("\r\n\0 \t:;,/?#%*a0".utf8) + [0x7f, 0x80, 0xff]

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `a mutated head has the same result whole and in parts`(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1_000 {
            let bytes = mutant(&random)
            let verdict = judge(bytes)
            let cut = Int.random(in: 0...bytes.count, using: &random)
            switch judge(Array(bytes[..<cut])) {
            case .more: break
            case let early: #expect(early == verdict, "\(Raw(bytes: bytes).testDescription)")
            }
            checkViews(verdict, bytes)
        }
    }

    /// An accepted head must have nothing that a second reader could understand differently.
    private func checkViews(_ verdict: Verdict, _ bytes: [UInt8]) {
        guard case .accepted(_, let path, let query, let count, _) = verdict else { return }
        #expect(path.hasPrefix("/") || path == "*")
        #expect(path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "?") })
        #expect(query.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f })
        let head = bytes.prefix(count)
        #expect(!head.contains(0))
        for index in head.indices where head[index] == 0x0a {
            #expect(index > 0 && head[index - 1] == 0x0d)
        }
    }

    private func mutant(_ random: inout SeededGenerator) -> [UInt8] {
        var bytes = (AcceptedHead.all.randomElement(using: &random)?.raw.bytes ?? [])
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let index = Int.random(in: 0..<bytes.count, using: &random)
            let byte = Self.interesting.randomElement(using: &random) ?? 0
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[index] = byte
            case 1: bytes.insert(byte, at: index)
            case 2: bytes.remove(at: index)
            case 3: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            default:
                let end = Int.random(in: index...bytes.count, using: &random)
                bytes.insert(contentsOf: bytes[index..<end], at: index)
            }
        }
        return bytes
    }
}
