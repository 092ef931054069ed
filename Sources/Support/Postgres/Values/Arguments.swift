/// The parameters of one statement, `$1`, `$2`, …, in binary form.
///
/// Either a literal, `[.int64(7), .text("x")]`, or built by `append`.
package struct Arguments: Sendable {
    private(set) var types: [UInt32] = []
    private var spans: [Span] = []
    /// Never empty, so that even an empty text has an address: libpq takes a null pointer for NULL.
    private var bytes: [UInt8] = [0]

    private struct Span {
        let offset: Int
        /// Nil for NULL.
        let count: Int?
    }

    /// No parameters.
    package static let none = Arguments()

    package init() {}

    /// Adds NULL of the given type.
    mutating func append(null type: PostgresType) {
        types.append(type.rawValue)
        spans.append(Span(offset: 0, count: nil))
    }

    /// Adds one parameter whose bytes `write` appends.
    mutating func append(_ type: PostgresType, _ write: (inout [UInt8]) -> Void) {
        let offset = bytes.count
        write(&bytes)
        types.append(type.rawValue)
        spans.append(Span(offset: offset, count: bytes.count - offset))
    }

    /// Calls `body` with what libpq takes: count, addresses, lengths and formats (1: binary).
    func withPointers<R>(
        _ body: (
            Int32, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?,
            UnsafePointer<Int32>?
        ) -> R
    ) -> R {
        bytes.withUnsafeBytes { buffer in
            let start = buffer.bindMemory(to: CChar.self).baseAddress
            let values = spans.map { span in
                span.count == nil ? nil : start.map { $0 + span.offset }
            }
            let lengths = spans.map { Int32($0.count ?? 0) }
            let formats = [Int32](repeating: 1, count: spans.count)
            return body(Int32(spans.count), values, lengths, formats)
        }
    }
}
