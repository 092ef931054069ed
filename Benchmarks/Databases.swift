import Foundation
import Postgres
import PrivateServer

/// The private PostgreSQL that the benchmarks run on, with fsync and synchronous_commit on.
final class Databases {
    let folder: URL
    let server: PrivateServer
    private let conninfo: String

    init() throws {
        folder = URL(fileURLWithPath: NSTemporaryDirectory())
            .appendingPathComponent("tally-bench-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        server = PrivateServer(directory: folder.path)
        conninfo = try server.start()
    }

    /// A new database with the schema of the service, or of another version of it.
    func make(_ name: String, program path: String? = nil) throws -> ConnectionOptions {
        let connection = try Connection(ConnectionOptions(conninfo))
        _ = try connection.script("CREATE DATABASE \(name)")
        // The last of two settings in a conninfo wins.
        let own = "\(conninfo) dbname=\(name)"
        _ = try ChildProcess(path ?? program("tally"), ["migrate", "--database", own]).finish()
        return ConnectionOptions(own)
    }

    func stop() {
        server.stop()
        try? FileManager.default.removeItem(at: folder)
    }
}

/// A program started by the benchmark and ended with it.
final class ChildProcess {
    private let process = Process()
    private let output = Pipe()

    var identifier: Int32 { process.processIdentifier }

    init(_ program: String, _ arguments: [String], environment: [String: String] = [:]) throws {
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = output
        process.standardError = try Self.log
        try process.run()
    }

    /// The place of what programs write to standard error, beside the table instead of in it.
    private static var log: FileHandle {
        get throws {
            let path = ".build/bench.log"
            let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else { throw BenchError("\(path) can't be written") }
            return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        }
    }

    /// Waits for the end and returns the output; throws if the exit code is not 0.
    func finish() throws -> String {
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchError(
                "\(process.executableURL?.path ?? "") ended with \(process.terminationStatus)"
            )
        }
        return String(decoding: data, as: UTF8.self)
    }

    func stop() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }
}

/// The path of a program in PATH or beside the benchmark itself.
func program(_ name: String) throws -> String {
    let own = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    for folder in [own] + path.split(separator: ":").map(String.init) + ["/usr/sbin"] {
        let candidate = "\(folder)/\(name)"
        if FileManager.default.isExecutableFile(atPath: candidate) { return candidate }
    }
    throw BenchError("no '\(name)' in PATH; install it and try again")
}
