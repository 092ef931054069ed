/// What a node knows of the log, which the role of queries can't read.
package struct LogProgress: Hashable, Sendable {
    /// Where the log ended when it was last looked at.
    package let end: ReadPosition
    private let lagSeconds: [Int]

    /// `lagSeconds`: as each read model's, in the order of `ReadModel.allCases`.
    init(end: ReadPosition, lagSeconds: [Int]) {
        self.end = end
        self.lagSeconds = lagSeconds
    }

    /// Nothing is known.
    package init() {
        self.init(end: .start, lagSeconds: Array(repeating: 0, count: ReadModel.allCases.count))
    }

    /// Whole seconds since the read model was last known to hold the whole log.
    func lagSeconds(_ model: ReadModel) -> Int { lagSeconds[model.rawValue] }
}
