import Model
import Text

extension ClaimHash {
    /// Nil unless the bytes are exactly 32 lower-case hexadecimal digits.
    package init?(hexadecimal bytes: UnsafeRawBufferPointer) {
        guard bytes.count == 32,
            let high = NameParser.hexadecimal(UnsafeRawBufferPointer(rebasing: bytes[..<16])),
            let low = NameParser.hexadecimal(UnsafeRawBufferPointer(rebasing: bytes[16...]))
        else { return nil }
        self.init(UUID128(high: high, low: low))
    }

    /// Calls `body` with the 32 digits on the stack.
    func withHexadecimal<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try withUnsafeTemporaryAllocation(byteCount: 32, alignment: 1) { buffer in
            var writer = NameWriter(buffer)
            writer.append("", value)
            return try body(UnsafeRawBufferPointer(buffer))
        }
    }
}
