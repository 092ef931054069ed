import Foundation
import HTTP
import TestSupport
import Testing

@testable import API
@testable import Documents
@testable import Operations

@Suite(.patient) struct PageTests {
    private static var folder: URL {
        URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Sources/Pages")
    }

    private static var names: Set<String> { Set(PageFile.embedded.map(\.name)) }

    @Test func `the program holds exactly the files of the folders, unchanged`() throws {
        let paths = try FileManager.default.subpathsOfDirectory(atPath: Self.folder.path)
        let files = paths.filter { !$0.hasPrefix("embedded/") && $0.contains(".") }
        #expect(files.sorted() == PageFile.embedded.map(\.name))
        for file in PageFile.embedded {
            let data = try Data(contentsOf: Self.folder.appendingPathComponent(file.name))
            #expect(Array(data) == file.content, "\(file.name)")
        }
    }

    @Test(arguments: PageFile.embedded)
    func `every file has a media type and a name that fits a path`(file: PageFile) throws {
        let asset = try #require(Route(named: "asset"))
        #expect(file.type != nil, "\(file.name)")
        let path = Array("/assets/0123456789abcdef/\(file.name)".utf8)
        let match = path.withUnsafeBytes { RouteTable().match(.get, $0) }
        #expect(match == .found(asset, id: 0), "\(file.name)")
    }

    @Test(arguments: WebPage.allCases)
    func `every page has its file`(page: WebPage) {
        #expect(Self.names.contains(page.fileName))
    }

    @Test(arguments: PageFile.embedded)
    func `every file that a file loads exists`(file: PageFile) throws {
        let pattern =
            file.isPage
            ? /\{assets\}(\/[^"]+)"/
            : /(?:(?:from|import|import\()\s*"|\burl\("?)(\.[^")]+)"/
        let folder = URL(filePath: "/\(file.name)").deletingLastPathComponent()
        for match in file.text.matches(of: pattern) {
            let path = String(match.output.1)
            let target = URL(filePath: path, relativeTo: folder).standardizedFileURL.path
            #expect(Self.names.contains(String(target.dropFirst())), "\(file.name) loads \(path)")
        }
    }

    @Test(arguments: PageFile.embedded)
    func `28: the modules that a page preloads are those that its modules import`(
        file: PageFile
    ) throws {
        let folder = URL(filePath: "/\(file.name)").deletingLastPathComponent()
        let imported = file.text.matches(of: /(?:import|export)\s[^;`]*?from\s+"(\.[^"]+)";/).map {
            let path = URL(filePath: String($0.output.1), relativeTo: folder)
            return String(path.standardizedFileURL.path.dropFirst())
        }
        #expect(file.imports == (file.name.hasSuffix(".js") ? imported : []))
    }

    @Test(arguments: PageFile.embedded)
    func `every imported name is exported`(file: PageFile) throws {
        let folder = URL(filePath: "/\(file.name)").deletingLastPathComponent()
        for match in file.text.matches(of: /import \{([^}]+)\} from "([^"]+)"/) {
            let path = URL(filePath: String(match.output.2), relativeTo: folder)
            let target = String(path.standardizedFileURL.path.dropFirst())
            let exported = try #require(PageFile.embedded.first { $0.name == target }).exports
            for name in match.output.1.split(separator: ",") {
                let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
                #expect(name.isEmpty || exported.contains(name), "\(file.name) imports \(name)")
            }
        }
    }

    @Test func `both languages have the same texts`() {
        func keys(_ language: String) -> [String] {
            PageFile.embedded.filter { $0.name.hasPrefix("texts/\(language)/") }
                .flatMap { $0.text.matches(of: #/\n  "([^"]+)": /#).map { String($0.output.1) } }
                .sorted()
        }
        #expect(keys("en") == keys("ru"))
        #expect(Set(keys("en")).count == keys("en").count)
    }

    @Test func `the hash depends on every name and every byte`() {
        func hash(_ files: [(String, String)]) -> String {
            PageFolder(files.map { PageFile(name: $0.0, content: Array($0.1.utf8)) }, nil).hash
        }
        let hashes = [
            hash([("a.js", "1"), ("b.js", "2")]), hash([("a.js", "1"), ("b.js", "3")]),
            hash([("a.js", "1"), ("c.js", "2")]), hash([("a.js", "1")]), hash([("a.js", "1b.js2")]),
        ]
        #expect(Set(hashes).count == hashes.count)
        #expect(hashes[0] == hash([("a.js", "1"), ("b.js", "2")]))
        #expect(hashes[0].count == 16)
    }

    @Test(
        arguments: [
            ("gzip", true), ("gzip, deflate, br", true), ("br;q=1.0, GZip;q=0.5", true),
            ("x-gzip", true), ("*", true), ("br, *;q=0.1", true), ("gzip;q=0.001", true),
            ("", false), ("br", false), ("gzip;q=0", false), ("gzip ; q=0.000", false),
            ("gzip;q=0, *", false), ("*;q=0", false), ("*;q=0, gzip", true), ("gzipped", false),
            ("gzip;q=x", false), ("identity", false),
        ])
    func `gzip is used only if the client accepts it`(header: String, isAccepted: Bool) {
        #expect(AcceptedCodings(header.utf8).containsGzip == isAccepted)
    }

    @Test(arguments: [0, 1, 1_000, 300_000])
    func `decompressing returns the original bytes`(count: Int) throws {
        let zlib = try #require(Zlib.shared)
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * $0 / 7) }
        let compressed = try #require(zlib.gzip(bytes))
        #expect(try Gunzip().bytes(of: compressed) == bytes)
    }

    @Test func `a missing zlib is nil`() {
        #expect(Zlib(library: "libz.so.does-not-exist") == nil)
    }
}

extension PageFile {
    fileprivate var text: String { String(decoding: content, as: UTF8.self) }

    /// The names that a module exports, besides its default.
    fileprivate var exports: Set<String> {
        let declared = text.matches(
            of: /\nexport (?:async )?(?:function|function\*|const|class) (\w+)/
        ).map { String($0.output.1) }
        let passedOn = text.matches(of: /\nexport \{([^}]+)\}/)
            .flatMap { $0.output.1.split(separator: ",") }
            .map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
        return Set(declared + passedOn)
    }
}
