import Glibc

/// A whole request as views into the connection's input.
///
/// Valid only during `Handler.handle`: copy what is needed later.
package struct Request: ~Copyable {
    /// The method; `isHead` requests are best routed like GET.
    package var method: Method { head.method }

    /// Where the connection comes from: a proxy, if there is one.
    package let peer: Address

    private let base: UnsafeRawPointer
    private let head: Head
    private let fields: [Field]

    init(_ base: UnsafeRawPointer, _ head: Head, _ fields: [Field], from peer: Address) {
        self.peer = peer
        self.base = base
        self.head = head
        self.fields = fields
    }

    /// Whether only the head of the answer is sent.
    package var isHead: Bool { head.method == .head }

    /// The target's path, raw: never percent-decoded, starts with a slash (or is `*` for OPTIONS).
    package var path: UnsafeRawBufferPointer { bytes(head.path) }

    /// What follows the question mark, raw; empty without one.
    package var query: UnsafeRawBufferPointer { bytes(head.query) }

    /// The whole body; empty without one.
    package var body: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: base + head.bytes, count: head.bodyBytes)
    }

    /// The value of the first field of that name without surrounding blanks; nil if it is missing.
    ///
    /// The name must be given in lower case and is compared without regard to case.
    package func header(_ lowercasedName: StaticString) -> UnsafeRawBufferPointer? {
        fields.first { [base] in Self.isNamed(lowercasedName, $0, base) }.map { bytes($0.value) }
    }

    /// The same for the last field of that name.
    package func lastHeader(_ lowercasedName: StaticString) -> UnsafeRawBufferPointer? {
        fields.last { [base] in Self.isNamed(lowercasedName, $0, base) }.map { bytes($0.value) }
    }

    /// How many fields have that name, for those that must not be repeated.
    package func headerCount(_ lowercasedName: StaticString) -> Int {
        fields.count { [base] in Self.isNamed(lowercasedName, $0, base) }
    }

    /// Where the page is from that had a browser send the request; nil without the field Origin, or
    /// if it is repeated.
    package var origin: UnsafeRawBufferPointer? {
        headerCount("origin") == 1 ? header("origin") : nil
    }

    /// Whom limits per address are kept for: the other end of the connection or, behind a proxy
    /// that is trusted, the last address in `X-Forwarded-For`, which that proxy has put there; what
    /// comes before it is the client's own word.
    package func clientAddress(trustsProxy: Bool) -> Address {
        guard trustsProxy, let value = lastHeader("x-forwarded-for"),
            let last = value.split(separator: UInt8(ascii: ",")).last
        else { return peer.network }
        let text = String(decoding: last, as: UTF8.self).filter { $0 != " " && $0 != "\t" }
        return (Address(text: text) ?? peer).network
    }

    private static func isNamed(
        _ lowercasedName: StaticString,
        _ field: Field,
        _ base: UnsafeRawPointer
    ) -> Bool {
        field.name.count == lowercasedName.utf8CodeUnitCount
            && matches(base + Int(field.name.start), lowercasedName)
    }

    private func bytes(_ range: ByteRange) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: base + Int(range.start), count: Int(range.count))
    }
}

/// Compares a token with a name in lower case of the same length, without regard to case.
@inline(__always)
func matches(_ token: UnsafeRawPointer, _ lowercased: StaticString) -> Bool {
    let name = lowercased.utf8Start
    for index in 0..<lowercased.utf8CodeUnitCount {
        var byte = token.load(fromByteOffset: index, as: UInt8.self)
        // Only letters fold: `|` 0x20 alone would make `[` equal `{`.
        if byte >= UInt8(ascii: "A"), byte <= UInt8(ascii: "Z") { byte |= 0x20 }
        if byte != name[index] { return false }
    }
    return true
}
