import API
import Glibc
import HTTP
import Model

/// The variable part of a path, as the path of an operation writes it.
package enum PathPart: String, CaseIterable {
    case id = "{id}"
    case name = "{name}"
    case currency = "{currency}"
    case file = "{hash}/{file}"

    /// Nil for a path without one.
    package init?(in path: String) {
        guard let part = Self.allCases.first(where: { path.contains($0.rawValue) })
        else { return nil }
        self = part
    }

    /// As the documents show it; nil for a part of paths that they leave out.
    package var parameter: (name: String, schema: Schema, details: String)? {
        switch self {
        case .id: ("id", .identifier, "Its id.")
        case .name:
            ("name", .text("rates", length: 1...64, pattern: "^[a-z0-9_-]+$"), "Its name.")
        case .currency: ("currency", .currency, "Its code.")
        case .file: nil
        }
    }
}

/// Finds the route of a request by comparing raw bytes; nothing is percent-decoded.
package struct RouteTable: Sendable {
    /// What a method and path lead to.
    package enum Match: Equatable {
        /// `id` is 0 for a path without one, and stands for the code in a path with a currency.
        case found(Route, id: Int64)
        /// The path is known, with these methods only; text of an `Allow` header.
        case methodNotAllowed(allow: String)
        case notFound
    }

    /// One route's path, as ranges of `texts`: without references, so that a search counts none.
    private struct Entry: Sendable {
        let route: Route
        let method: Method
        /// Whether HEAD may stand for this GET.
        let takesHead: Bool
        /// The path up to its variable part, or all of it.
        let head: Range<Int>
        /// The bytes after the variable part; nil for a path without one.
        let tail: Range<Int>?
        /// The kind of the variable part.
        let part: PathPart
    }

    private let entries: [Entry]
    /// The bytes of all paths, one after the other.
    private let texts: [UInt8]

    package init() {
        var texts: [UInt8] = []
        func append(_ text: Substring) -> Range<Int> {
            let start = texts.count
            texts += text.utf8
            return start..<texts.count
        }
        entries = Route.all.map { route in
            let text = route.path.description
            let part = PathPart(in: text)
            let variable = part.flatMap { text.firstRange(of: $0.rawValue) }
            return Entry(
                route: route,
                method: route.method,
                takesHead: route.method == .get && route.work.isSafe,
                head: append(text[..<(variable?.lowerBound ?? text.endIndex)]),
                tail: variable.map { append(text[$0.upperBound...]) },
                part: part ?? .id
            )
        }
        self.texts = texts
    }

    /// The name, or the hash and file, in a path of the route; nil if its path has none.
    package func name(in path: UnsafeRawBufferPointer, of route: Route) -> String? {
        guard let entry = entries.first(where: { $0.route == route }),
            entry.part == .name || entry.part == .file,
            let part = texts.withUnsafeBytes({ Self.variablePart(path, entry, $0) })
        else { return nil }
        return Self.text(part)
    }

    /// HEAD finds the same route as GET, unless a GET of it changes something.
    package func match(_ method: Method, _ path: UnsafeRawBufferPointer) -> Match {
        let wanted = method == .head ? .get : method
        return texts.withUnsafeBytes { texts in
            var allowed: [Entry] = []
            for entry in entries {
                guard let id = Self.identifier(path, entry, texts) else { continue }
                if entry.method == wanted, method != .head || entry.takesHead {
                    return .found(entry.route, id: id)
                }
                allowed.append(entry)
            }
            return allowed.isEmpty
                ? .notFound : .methodNotAllowed(allow: Self.allow(allowed))
        }
    }

    /// The id in a path that fits the entry, 0 if the entry has none; nil if it does not fit.
    private static func identifier(
        _ path: UnsafeRawBufferPointer,
        _ entry: Entry,
        _ texts: UnsafeRawBufferPointer
    ) -> Int64? {
        guard entry.tail != nil else { return equal(path[...], texts[entry.head]) ? 0 : nil }
        guard let part = variablePart(path, entry, texts) else { return nil }
        switch entry.part {
        case .id: return positiveNumber(part)
        case .name: return part.allSatisfy(isOfName) ? 0 : nil
        case .currency: return Currency(Self.text(part)).map { Int64($0.packed) }
        case .file: return part.allSatisfy(isOfFile) ? 0 : nil
        }
    }

    private static func text(_ part: Slice<UnsafeRawBufferPointer>) -> String {
        String(decoding: part, as: UTF8.self)
    }

    /// The part between the entry's head and tail, which is not empty; nil if they do not fit.
    private static func variablePart(
        _ path: UnsafeRawBufferPointer,
        _ entry: Entry,
        _ texts: UnsafeRawBufferPointer
    ) -> Slice<UnsafeRawBufferPointer>? {
        guard let tail = entry.tail else { return nil }
        let length = path.count - entry.head.count - tail.count
        guard length > 0, length <= maximumPart else { return nil }
        let end = entry.head.count + length
        guard equal(path[..<entry.head.count], texts[entry.head]),
            equal(path[end...], texts[tail])
        else { return nil }
        return path[entry.head.count..<end]
    }

    /// Enough for the largest id and every name.
    private static let maximumPart = 64

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func isOfFile(_ byte: UInt8) -> Bool {
        isOfName(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/")
    }

    /// An id: digits without a leading zero, above 0.
    private static func positiveNumber(_ digits: Slice<UnsafeRawBufferPointer>) -> Int64? {
        guard digits.first != UInt8(ascii: "0") else { return nil }
        var value: Int64 = 0
        for byte in digits {
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(Int64(byte - 0x30))
            guard !overflow, !carry else { return nil }
            value = sum
        }
        return value
    }

    private static func equal(
        _ one: Slice<UnsafeRawBufferPointer>,
        _ other: Slice<UnsafeRawBufferPointer>
    ) -> Bool {
        guard one.count == other.count else { return false }
        guard let first = UnsafeRawBufferPointer(rebasing: one).baseAddress,
            let second = UnsafeRawBufferPointer(rebasing: other).baseAddress
        else { return true }
        return memcmp(first, second, one.count) == 0
    }

    private static func allow(_ entries: [Entry]) -> String {
        entries.map { $0.takesHead ? "GET, HEAD" : $0.method.name.description }
            .joined(separator: ", ")
    }
}

/// The operation that a request is for, as an index into the list of all: one byte to store and
/// compare.
package struct Route: Hashable, Sendable {
    /// Every operation, in the order of the sections, which is the order of the search.
    static let operations = Section.all.flatMap { $0.operations }
    static let all = operations.indices.map { Route(index: UInt8($0)) }

    fileprivate let index: UInt8

    var operation: Operation { Self.operations[Int(index)] }
    /// Its word in the documents and in the command journal.
    package var name: String { Self.operations[Int(index)].name }
    package var method: Method { Self.operations[Int(index)].method }
    package var path: StaticString { Self.operations[Int(index)].path }
    package var access: Access { Self.operations[Int(index)].access }
    package var work: Work { Self.operations[Int(index)].work }
    package var requiresKey: Bool { Self.operations[Int(index)].requiresKey }
    package var refusesForeignSites: Bool { Self.operations[Int(index)].refusesForeignSites }
    package var signsOut: Bool { Self.operations[Int(index)].signsOut }
    package var namesServices: Bool { Self.operations[Int(index)].namesServices }
}

extension Route {
    /// The path with this id, or with the currency whose number it is.
    package func target(of id: Int64) -> String {
        path.description.replacing("{id}", with: "\(id)")
            .replacing("{currency}", with: Currency(number: id)?.code ?? "")
    }

    /// Nil for a name that no operation has.
    package init?(named name: String) {
        guard let route = Self.all.first(where: { $0.name == name }) else { return nil }
        self = route
    }
}

extension Route {
    /// Whether those who run the service ask for it, so that it is not counted against an address.
    package var isForOperators: Bool {
        guard case .operations = work else { return false }
        return true
    }
}

extension Route {
    /// The paths to which bulks are posted: their bodies may be larger than others.
    package static var bulkPaths: [StaticString] {
        all.compactMap { route in
            guard case .bulk = route.work else { return nil }
            return route.path
        }
    }
}

extension Route: CustomStringConvertible {
    package var description: String { name }
}
