import Foundation
import Glibc

/// A process and the processes that it has started itself.
///
/// PostgreSQL puts each of its sessions in a process group of its own, so no one signal reaches all.
enum ProcessTree {
    /// Sends a signal to the parent first, so that it starts nothing behind the signal's back.
    static func signal(_ parent: pid_t, _ number: Int32) {
        kill(parent, number)
        for child in children(of: parent) { kill(child, number) }
    }

    static func children(of parent: pid_t) -> [pid_t] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return entries.compactMap { pid_t($0) }.filter { parentOf($0) == parent }
    }

    /// The fourth field of proc(5)'s `stat`; the second may itself contain blanks and brackets.
    private static func parentOf(_ process: pid_t) -> pid_t? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let bracket = text.lastIndex(of: ")")
        else { return nil }
        let fields = text[text.index(after: bracket)...].split(separator: " ")
        return fields.count > 1 ? pid_t(fields[1]) : nil
    }
}
