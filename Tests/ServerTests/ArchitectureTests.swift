import Foundation
import TestSupport
import Testing

/// Compares the import lines of all sources with the targets of Package.swift.
///
/// Swift builds a file that imports a target its own does not depend on, if another one does.
@Suite(.patient)
struct ArchitectureTests {
    /// A target of Package.swift with its folder below Sources.
    struct Layer: CustomTestStringConvertible, Sendable {
        let name: String
        let path: String
        let dependencies: Set<String>
        let excluded: [String]

        var testDescription: String { name }

        var files: [URL] {
            get throws {
                let folder = ArchitectureTests.root.appendingPathComponent("Sources/\(path)")
                return try FileManager.default.subpathsOfDirectory(atPath: folder.path)
                    .filter { file in
                        file.hasSuffix(".swift") && !excluded.contains { file.hasPrefix($0 + "/") }
                    }
                    .map { folder.appendingPathComponent($0) }
            }
        }
    }

    /// Modules of the toolchain, which every target may use.
    private static let toolchain: Set<String> = [
        "Foundation", "FoundationNetworking", "Glibc", "Synchronization", "Dispatch",
    ]
    /// Swift lines of one target, at most.
    private static let lineLimit = 5_000

    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The targets that `library(…)` and `program(…)` declare.
    static let layers: [Layer] = {
        guard
            let manifest = try? String(
                contentsOf: root.appendingPathComponent("Package.swift"),
                encoding: .utf8
            )
        else { return [] }
        let call = /(?:library|program)\(\s*"(\w+)",\s*at: "([\w\/]+)",\s*\[([^\]]*)\](.*?)\),?\n/
            .dotMatchesNewlines()
        return manifest.matches(of: call).map { match in
            Layer(
                name: String(match.1),
                path: String(match.2),
                dependencies: Set(quoted(match.3)),
                excluded: match.4.firstMatch(of: /exclude: \[([^\]]*)\]/).map { quoted($0.1) } ?? []
            )
        }
    }()

    private static func quoted(_ list: Substring) -> [String] {
        list.matches(of: /"([^"]*)"/).map { String($0.1) }
    }

    @Test func `the manifest's layers are found`() {
        #expect(Self.layers.count > 10)
        #expect(Set(Self.layers.map(\.name)).isSuperset(of: ["Text", "Events", "Commands"]))
    }

    @Test(arguments: layers)
    func `a target imports what the manifest gives it, and nothing else`(layer: Layer) throws {
        let allowed = layer.dependencies.union(Self.toolchain)
        let files = try layer.files
        #expect(!files.isEmpty)
        var unused = layer.dependencies
        for file in files {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /(?m)^(?:@\w+ )?import (?:struct |class |enum )?(\w+)/) {
                let module = String(match.1)
                unused.remove(module)
                #expect(
                    allowed.contains(module),
                    "\(layer.name) imports \(module) in \(file.lastPathComponent)"
                )
            }
        }
        #expect(unused.isEmpty, "no file of \(layer.name) imports \(unused.sorted())")
    }

    @Test func `targets are declared before those that depend on them`() {
        var known = Set<String>()
        let names = Set(Self.layers.map(\.name))
        for layer in Self.layers {
            let later = layer.dependencies.intersection(names).subtracting(known)
            #expect(later.isEmpty, "\(layer.name) depends on \(later.sorted())")
            known.insert(layer.name)
        }
    }

    @Test(arguments: layers)
    func `a target stays below the limit of lines`(layer: Layer) throws {
        let lines = try layer.files.reduce(0) { sum, file in
            try sum + String(contentsOf: file, encoding: .utf8).count { $0 == "\n" }
        }
        #expect(lines <= Self.lineLimit, "\(layer.name) has \(lines) lines")
    }

    /// Folders of one target that may name each other's types: kinds of things, and what holds one
    /// of each kind.
    ///
    /// Every other folder depends on others in one direction only.
    private static let knots: [String: Set<String>] = [
        "Events": ["Codec"],
        "EventStore": ["Log"],
        "Entities": ["Model"],
        "Projections": ["Runner"],
    ]

    @Test(arguments: layers)
    func `no two folders of a target depend on each other`(layer: Layer) throws {
        let knots = Self.knots[layer.name] ?? []
        let uses = try FolderUses(layer).uses
        for (folder, others) in uses where !knots.contains(folder) {
            for other in others where !knots.contains(other) {
                #expect(
                    !Self.reaches(folder, from: other, uses, without: knots),
                    "\(layer.name): \(folder) and \(other) depend on each other"
                )
            }
        }
    }

    /// Whether `start` depends on `goal`, if only through others.
    private static func reaches(
        _ goal: String,
        from start: String,
        _ uses: [String: Set<String>],
        without knots: Set<String>
    ) -> Bool {
        var open = [start]
        var seen: Set<String> = [start]
        while let folder = open.popLast() {
            if folder == goal { return true }
            for next in uses[folder] ?? [] where !knots.contains(next) && seen.insert(next).inserted
            {
                open.append(next)
            }
        }
        return false
    }

    @Test(arguments: layers)
    func `no source force-unwraps a try or a cast`(layer: Layer) throws {
        for file in try layer.files {
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(!text.contains("try" + "! "), "\(file.lastPathComponent)")
            #expect(!text.contains(" as" + "! "), "\(file.lastPathComponent)")
        }
    }
}

/// Which folders of a target name types that other folders of it declare.
private struct FolderUses {
    private(set) var uses: [String: Set<String>] = [:]

    init(_ layer: ArchitectureTests.Layer) throws {
        let folder = ArchitectureTests.root.appendingPathComponent("Sources/\(layer.path)").path
        var words: [String: Set<Substring>] = [:]
        var homes: [Substring: Set<String>] = [:]
        for file in try layer.files {
            let text = Self.code(try String(contentsOf: file, encoding: .utf8))
            let place = String(file.deletingLastPathComponent().path.dropFirst(folder.count + 1))
            words[place, default: []].formUnion(text.matches(of: /\b[A-Z]\w+/).map(\.output))
            let types = /(?m)^(?:package |final |indirect )*(?:struct|enum|class|protocol) (\w+)/
            for match in text.matches(of: types) { homes[match.1, default: []].insert(place) }
        }
        for (place, names) in words {
            for name in names {
                guard let home = homes[name], home.count == 1, let other = home.first,
                    other != place
                else { continue }
                uses[place, default: []].insert(other)
            }
        }
    }

    /// Without comments and texts.
    private static func code(_ text: String) -> String {
        text.replacing(/(?m)\/\/.*$/, with: "").replacing(/"(?:\\.|[^"\\\n])*"/, with: "")
    }
}
