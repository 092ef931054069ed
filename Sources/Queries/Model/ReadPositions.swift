/// One position per read model.
package struct ReadPositions: Hashable, Sendable {
    private var positions: [ReadPosition]

    /// Every read model at `position`.
    package init(all position: ReadPosition = .start) {
        self.positions = Array(repeating: position, count: ReadModel.allCases.count)
    }

    package subscript(model: ReadModel) -> ReadPosition {
        get { positions[model.rawValue] }
        set { positions[model.rawValue] = newValue }
    }
}
