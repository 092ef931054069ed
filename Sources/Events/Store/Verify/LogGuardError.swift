/// What makes a log weaker than it was set up.
package struct LogGuardError: Error, Hashable {
    /// One line each.
    package let weaknesses: [String]

    package init(weaknesses: [String]) {
        self.weaknesses = weaknesses
    }
}

extension LogGuardError: CustomStringConvertible {
    package var description: String {
        "the log is not protected as it was set up: " + weaknesses.joined(separator: "; ")
            + ". Restore this as the database's owner first."
    }
}
