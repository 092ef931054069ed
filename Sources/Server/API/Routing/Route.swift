import HTTP

/// The operation that a request is for, as an index into the list of all: one byte to store and
/// compare.
package struct Route: Hashable, Sendable {
    /// Every operation, in the order of the sections, which is the order of the search.
    static let operations = Section.all.flatMap(\.operations)
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
    package var signsOut: Bool { Self.operations[Int(index)].signsOut }
}

extension Route {
    /// Nil for a name that no operation has.
    package init?(named name: String) {
        guard let route = Self.all.first(where: { $0.name == name }) else { return nil }
        self = route
    }
}

extension Route: CustomStringConvertible {
    package var description: String { name }
}
