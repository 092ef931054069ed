import Events

/// What a simulated client stores with a transfer, a hold or an order: by a number, of which most
/// stand for nothing.
struct Note: Hashable {
    static let numbers: ClosedRange<Int64> = 0...9

    let number: Int64

    var annotation: Annotation? {
        switch number {
        case 0: Annotation(reference: "INV-1", metadata: nil)
        case 1: Annotation(reference: nil, metadata: Metadata([("day", "1"), ("night", "")]))
        case 2: Annotation(reference: "INV-2", metadata: Metadata([("invoice", "\"2\"")]))
        default: nil
        }
    }
}
