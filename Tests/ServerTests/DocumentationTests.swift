import Foundation
import TestSupport
import Testing

/// Checks the links and the width of the documents for people.
@Suite(.patient)
struct DocumentationTests {
    private static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Paths from the root of the repository.
    static let documents: [String] = {
        let folder = root.appendingPathComponent("docs")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
            + names.filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" }
    }()

    /// The lines of a document that are not code.
    private static func lines(of document: String) throws -> [Substring] {
        let url = root.appendingPathComponent(document)
        let text = try String(contentsOf: url, encoding: .utf8)
        var lines: [Substring] = []
        var isCode = false
        for line in text.split(separator: "\n") {
            if line.hasPrefix("```") {
                isCode.toggle()
            } else if !isCode, !line.hasPrefix("    ") {
                lines.append(line)
            }
        }
        return lines
    }

    @Test func `the documents are found`() {
        #expect(Self.documents.contains("docs/architecture.md"))
    }

    @Test(arguments: documents)
    func `a relative link leads to a file of the repository`(document: String) throws {
        let folder = Self.root.appendingPathComponent(document).deletingLastPathComponent()
        for line in try Self.lines(of: document) {
            for match in line.matches(of: /(?:\]\(|src="|srcset=")([^)"\s#]+)/) {
                let target = String(match.1)
                let path = folder.appendingPathComponent(target).path
                let isThere = target.contains(":") || FileManager.default.fileExists(atPath: path)
                #expect(isThere, "\(document) links to \(target)")
            }
        }
    }

    /// Tables and links can't be wrapped.
    @Test(arguments: documents)
    func `prose wraps at 100 columns`(document: String) throws {
        for line in try Self.lines(of: document) where line.count > 100 {
            let isWhole = line.hasPrefix("|") || line.contains("](") || line.contains("<http")
            #expect(isWhole, "\(document): \(line)")
        }
    }
}
