import Foundation
import Glibc

/// The built `tally` as a process of its own, for tests that start, use and kill it.
package final class TallyProcess: Sendable {
    /// What a run that ends by itself has left.
    package struct Result: Sendable {
        package let exitCode: Int32
        package let output: String
        package let errors: String
    }

    private let process: Process

    package var identifier: Int32 { process.processIdentifier }

    /// The executable beside the test bundle.
    package static var path: String {
        let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
        return bundle.appendingPathComponent("tally").path
    }

    /// Starts `tally` in the background; its output goes to `log`, appended.
    ///
    /// `launcher` is a program, with its own words, that becomes `tally` (`ip netns exec …`).
    package init(
        _ arguments: [String],
        environment: [String: String] = [:],
        launcher: [String] = [],
        log: String
    ) throws {
        if !FileManager.default.fileExists(atPath: log) {
            _ = FileManager.default.createFile(atPath: log, contents: nil)
        }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        try file.seekToEnd()
        process = Self.make(arguments, environment, launcher: launcher)
        process.standardOutput = file
        process.standardError = file
        try process.run()
    }

    /// Runs `tally` to its end.
    package static func run(
        _ arguments: [String],
        environment: [String: String] = [:],
        input: String = ""
    ) throws -> Result {
        let process = make(arguments, environment)
        let (output, errors, stdin) = (Pipe(), Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = stdin
        try process.run()
        try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try stdin.fileHandleForWriting.close()
        // Both pipes are emptied at once, since a full one would stop the process.
        let queue = DispatchQueue(label: "errors")
        nonisolated(unsafe) var errorData = Data()  // read after `sync` only
        queue.async { errorData = errors.fileHandleForReading.readDataToEndOfFile() }
        let outputData = output.fileHandleForReading.readDataToEndOfFile()
        queue.sync {}
        return Result(
            exitCode: exitStatus(process),
            output: String(decoding: outputData, as: UTF8.self),
            errors: String(decoding: errorData, as: UTF8.self)
        )
    }

    package var isRunning: Bool { process.isRunning }

    package func signal(_ number: Int32) {
        kill(process.processIdentifier, number)
    }

    /// The exit code, or the number of the signal that ended it.
    package func waitForExit() -> Int32 { Self.exitStatus(process) }

    /// Asks the kernel, since `waitUntilExit` never comes back if a process that another thread
    /// started meanwhile has inherited the socket by which Foundation learns of an end.
    private static func exitStatus(_ process: Process) -> Int32 {
        var info = siginfo_t()
        let id = id_t(process.processIdentifier)
        while waitid(P_PID, id, &info, WEXITED | WNOWAIT) != 0 {
            guard errno == EINTR else {
                // Foundation has it already.
                process.waitUntilExit()
                return process.terminationStatus
            }
        }
        return info._sifields._sigchld.si_status
    }

    private static func make(
        _ arguments: [String],
        _ environment: [String: String],
        launcher: [String] = []
    ) -> Process {
        let process = Process()
        let words = launcher + [path] + arguments
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = Array(words.dropFirst())
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        return process
    }
}
