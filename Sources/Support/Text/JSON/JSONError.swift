/// Text that is no JSON, or not the JSON that was expected.
package struct JSONError: Error, Hashable, Sendable {
    /// Bytes before the place, from 0.
    package let offset: Int
    /// What is wrong there, for example `expected a string`.
    package let problem: String

    package init(offset: Int, problem: String) {
        self.offset = offset
        self.problem = problem
    }
}

extension JSONError: CustomStringConvertible {
    package var description: String { "\(problem) at byte \(offset)" }
}
