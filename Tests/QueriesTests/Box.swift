/// Lets an expectation change a value: `#expect(box.with { $0.add(1) })`.
final class Box<Value> {
    private(set) var value: Value

    init(_ value: Value) {
        self.value = value
    }

    @discardableResult
    func with<Result>(_ change: (inout Value) -> Result) -> Result {
        change(&value)
    }
}
