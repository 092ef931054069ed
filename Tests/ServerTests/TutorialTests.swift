import Foundation
import TestSupport
import Testing

/// Checks that the tutorial of docs/extending.md can still be applied; `make test-tutorial` applies
/// it and runs the result.
@Suite(.patient) struct TutorialTests {
    /// A block of code, by the comment before it.
    struct Block: CustomTestStringConvertible, Sendable {
        let path: String
        /// The line that it follows or replaces; nil for a new file.
        let anchor: String?

        var testDescription: String { anchor.map { "\(path): \($0)" } ?? path }
    }

    private static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static let text: String = {
        let file = root.appendingPathComponent("docs/extending.md")
        return (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    }()

    /// A comment and the first line of its block.
    static let blocks: [Block] = {
        let new = text.matches(of: /\n<!-- new: (\S+) -->\n```/)
            .map { Block(path: String($0.1), anchor: nil) }
        let old = text.matches(of: /\n<!-- in: (\S+)\n(?:after|replace): "(.*)" -->\n```/)
            .map { Block(path: String($0.1), anchor: String($0.2)) }
        return new + old
    }()

    @Test func `every comment of the tutorial is understood and has a block`() {
        #expect(!Self.blocks.isEmpty)
        #expect(Self.text.matches(of: /\n<!-- (?:new|in):/).count == Self.blocks.count)
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
