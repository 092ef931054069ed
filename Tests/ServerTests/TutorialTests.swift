import Foundation
import Testing

/// Checks that the tutorial of docs/extending.md can still be applied; `make test-tutorial` applies
/// it and runs the result.
@Suite struct TutorialTests {
    /// A block of code, by the comment before it.
    struct Block: CustomTestStringConvertible, Sendable {
        let path: String
        /// The line that it follows or replaces; nil for a new file.
        let anchor: String?

        var testDescription: String { anchor.map { "\(path): \($0)" } ?? path }
    }

    private static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static let lines: [Substring] = {
        let text = try? String(
            contentsOf: root.appendingPathComponent("docs/extending.md"),
            encoding: .utf8
        )
        return text?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
    }()

    static let blocks: [Block] = lines.compactMap { line in
        if let new = line.wholeMatch(of: /<!-- new: (\S+) -->/) {
            return Block(path: String(new.1), anchor: nil)
        }
        let old = line.wholeMatch(of: /<!-- in: (\S+) (?:after|replace): "(.*)" -->/)
        return old.map { Block(path: String($0.1), anchor: String($0.2)) }
    }

    @Test func `every comment of the tutorial is understood and has a block`() {
        let comments = Self.lines.indices.filter { place in
            ["<!-- new:", "<!-- in:"].contains { Self.lines[place].hasPrefix($0) }
        }
        #expect(!comments.isEmpty)
        #expect(comments.count == Self.blocks.count)
        for place in comments {
            #expect(Self.lines.dropFirst(place + 1).first?.hasPrefix("```") == true)
        }
    }

    @Test(arguments: blocks)
    func `each place of the tutorial is there once, and no new file is there yet`(
        block: Block
    ) throws {
        let file = Self.root.appendingPathComponent(block.path)
        guard let anchor = block.anchor else {
            #expect(!FileManager.default.fileExists(atPath: file.path))
            return
        }
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        #expect(lines.count { $0.trimmingCharacters(in: .whitespaces) == anchor } == 1)
    }

    @Test func `the tutorial's migration has the next number`() throws {
        let schema = "Sources/Projections/Schema"
        let known = try FileManager.default.contentsOfDirectory(
            atPath: Self.root.appendingPathComponent(schema).path
        )
        let next = known.count { $0.hasSuffix(".sql") } + 1
        let new = Self.blocks.map(\.path).filter { $0.hasPrefix(schema) }
        #expect(new.count == 1)
        let digits = String(next)
        let number = String(repeating: "0", count: 4 - digits.count) + digits
        #expect(new.first?.hasPrefix("\(schema)/\(number)_") == true)
    }

    @Test func `the tutorial touches at most eight files`() {
        #expect(Set(Self.blocks.map(\.path)).count <= 8)
    }
}
