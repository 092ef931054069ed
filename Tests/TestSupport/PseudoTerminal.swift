import Foundation
import Glibc

/// A process whose output and errors are a terminal, as for a person.
package final class PseudoTerminal {
    private let process = Process()
    private let controller: Int32
    private var shown: [UInt8] = []

    /// Runs `tally` with standard output and standard error on a terminal.
    package convenience init(
        tally arguments: [String],
        in directory: String? = nil,
        takesInput: Bool = false
    ) throws {
        try self.init([TallyProcess.path] + arguments, in: directory, takesInput: takesInput)
    }

    /// Runs a program, named by its path, with its words.
    ///
    /// Its input is empty, or with `takesInput` what `type` sends.
    package init(
        _ words: [String],
        in directory: String? = nil,
        takesInput: Bool = false
    ) throws {
        var (controller, terminal) = (Int32(-1), Int32(-1))
        guard openpty(&controller, &terminal, nil, nil, nil) == 0 else {
            throw WaitedInVain("the system gives a terminal")
        }
        self.controller = controller
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = Array(words.dropFirst())
        if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
        let file = FileHandle(fileDescriptor: terminal, closeOnDealloc: true)
        process.standardInput = takesInput ? file : FileHandle.nullDevice
        process.standardOutput = file
        process.standardError = file
        try process.run()
        try file.close()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        close(controller)
    }

    package func signal(_ number: Int32) {
        kill(process.processIdentifier, number)
    }

    /// Types a text, as a person would.
    package func type(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.write(controller, bytes, bytes.count)
    }

    /// Everything that was shown so far.
    package var text: String { String(decoding: shown, as: UTF8.self) }

    /// Reads until the text is shown, or the process has ended; returns everything shown.
    @discardableResult
    package func read(until expected: String? = nil) throws -> String {
        let patience = Patience()
        var piece = [UInt8](repeating: 0, count: 4_096)
        while !patience.isOver {
            if let expected, text.contains(expected) { return text }
            var waiting = pollfd(fd: controller, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 100) > 0 else { continue }
            let count = Glibc.read(controller, &piece, piece.count)
            guard count > 0 else {
                // The terminal is gone with the last process that had it.
                guard let expected else { return text }
                throw WaitedInVain("\"\(expected)\" is shown, after: \(text)")
            }
            shown += piece[..<count]
        }
        throw WaitedInVain("\"\(expected ?? "the end")\" is shown, after: \(text)")
    }
}
