/// The name of a member, without escapes; valid only during the call it is given to.
package struct JSONKey {
    @usableFromInline let bytes: UnsafeRawBufferPointer

    @inlinable init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    package var string: String { String(decoding: bytes, as: UTF8.self) }

    /// For `switch key { case "amount": … }` without an allocation.
    @inlinable package static func ~= (name: StaticString, key: JSONKey) -> Bool {
        guard name.utf8CodeUnitCount == key.bytes.count else { return false }
        for index in 0..<key.bytes.count where key.bytes[index] != name.utf8Start[index] {
            return false
        }
        return true
    }
}
