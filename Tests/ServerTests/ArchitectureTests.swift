import Foundation
import Testing

/// Reads the import lines of all sources against the table of who may import whom.
@Suite
struct ArchitectureTests {
    private static let allowed: [String: Set<String>] = [
        "Postgres": ["CLibPQ"],
        "Events": ["Postgres", "COpenSSL"],
        "Commands": ["Events"],
        "Projections": ["Events", "Postgres"],
        "Queries": ["Postgres"],
        "HTTP": ["CLinux"],
        "Server": [
            "HTTP", "Postgres", "Events", "Commands", "Projections", "Queries", "COpenSSL",
            "CLinux", "Pages",
        ],
    ]

    /// Modules of the toolchain, which everybody may use.
    private static let toolchain: Set<String> = [
        "Foundation", "FoundationNetworking", "Glibc", "Synchronization", "Dispatch",
    ]

    private static var sources: URL {
        URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Sources")
    }

    private func files(of target: String) throws -> [URL] {
        let folder = Self.sources.appendingPathComponent(target)
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        return paths.filter { $0.hasSuffix(".swift") }.map { folder.appendingPathComponent($0) }
    }

    @Test(arguments: allowed.keys.sorted())
    func `a target imports only what it may`(target: String) throws {
        let allowed = try #require(Self.allowed[target]).union(Self.toolchain)
        let files = try files(of: target)
        #expect(!files.isEmpty)
        for file in files {
            let text = try String(contentsOf: file, encoding: .utf8)
            for line in text.split(separator: "\n") {
                let words = line.split(separator: " ")
                guard let index = words.firstIndex(of: "import"), index <= 1,
                    index == 0 || words[0].hasPrefix("@"), words.count > index + 1
                else { continue }
                let module = String(words[words.count - 1].split(separator: ".")[0])
                #expect(
                    allowed.contains(module),
                    "\(target) imports \(module) in \(file.lastPathComponent)"
                )
            }
        }
    }

    @Test(arguments: allowed.keys.sorted())
    func `no source force-unwraps a try or a cast`(target: String) throws {
        for file in try files(of: target) {
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(!text.contains("try" + "! "), "\(file.lastPathComponent)")
            #expect(!text.contains(" as" + "! "), "\(file.lastPathComponent)")
        }
    }
}
