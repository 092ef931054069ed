/// What a verification of the rows that are believed has found.
package struct BeliefVerification: Hashable, Sendable {
    /// Rows that were looked at.
    package internal(set) var rows = 0
    package internal(set) var faults = 0
    package internal(set) var first: BeliefFault?

    package var isSound: Bool { faults == 0 }

    mutating func add(_ row: DistrustedRow, _ reason: BeliefFault.Reason) {
        faults += 1
        first = first ?? BeliefFault(row: row, reason: reason)
    }
}
