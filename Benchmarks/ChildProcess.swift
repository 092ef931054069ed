import Foundation
import PrivateServer

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
        process.standardError = FileHandle.standardError
        try process.run()
    }

    /// Waits for the end and answers what was printed; throws if the exit code is not 0.
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
