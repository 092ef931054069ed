import Foundation

/// Where the programs of an installed PostgreSQL are.
struct PostgresBinaries {
    /// Directory of `initdb` and `postgres`.
    let directory: String
    let major: Int

    static let oldestMajor = 15

    /// The newest installed, or the one of the given major version.
    ///
    /// Debian puts each version below /usr/lib/postgresql; elsewhere the programs are in `PATH`.
    static func find(major wanted: Int?) throws(PrivateServerError) -> PostgresBinaries {
        let found = (debian() + inPath())
            .filter { $0.major >= oldestMajor && (wanted == nil || $0.major == wanted) }
        guard let newest = found.max(by: { $0.major < $1.major }) else {
            throw .notInstalled(major: wanted)
        }
        return newest
    }

    private static func debian() -> [PostgresBinaries] {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.compactMap { version in
            let directory = "\(root)/\(version)/bin"
            guard let major = Int(version), isComplete(directory) else { return nil }
            return PostgresBinaries(directory: directory, major: major)
        }
    }

    private static func inPath() -> [PostgresBinaries] {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        for entry in path.split(separator: ":") {
            // It may be a single link: the other programs are beside its target.
            let program = URL(fileURLWithPath: "\(entry)/postgres").resolvingSymlinksInPath()
            let directory = program.deletingLastPathComponent().path
            guard isComplete(directory), let major = askVersion("\(directory)/postgres") else {
                continue
            }
            return [PostgresBinaries(directory: directory, major: major)]
        }
        return []
    }

    private static func isComplete(_ directory: String) -> Bool {
        ["initdb", "postgres"].allSatisfy {
            FileManager.default.isExecutableFile(atPath: "\(directory)/\($0)")
        }
    }

    /// "postgres (PostgreSQL) 16.2" names 16.
    private static func askVersion(_ program: String) -> Int? {
        let output = Pipe()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = ["--version"]
        process.standardOutput = output
        guard (try? process.run()) != nil else { return nil }
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(),
            as: UTF8.self
        )
        process.waitUntilExit()
        guard let version = text.split(separator: ")").last else { return nil }
        return Int(version.drop { $0 == " " }.prefix { $0.isNumber })
    }
}
