import HTTP

/// The parameters of a request's query string, taken one after the other.
package struct QueryParameters {
    private var parameters: [(name: String, value: String)]
    private var errors: [Problem.FieldError] = []

    /// Throws at an escape that is none.
    package init(_ query: UnsafeRawBufferPointer) throws(Problem) {
        do throws(QueryString.Failure) {
            parameters = try QueryString(query).pairs()
        } catch {
            throw Problem(.malformedRequest, "The query is not encoded as it should be.")
        }
    }

    /// A whole number, nil if it is not given.
    mutating func optionalInteger(_ name: String, _ bounds: ClosedRange<Int64>) -> Int64? {
        guard let text = take(name) else { return nil }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int64(text),
            bounds.contains(value)
        else {
            let limit = bounds.upperBound == .max ? "or more" : "to \(bounds.upperBound)"
            wrong(name, "must be a whole number from \(bounds.lowerBound) \(limit)")
            return nil
        }
        return value
    }

    /// The text as it is written, nil if it is not given.
    package mutating func optionalText(_ name: String) -> String? { take(name) }

    /// `true` or `false`, false if it is not given.
    mutating func flag(_ name: String) -> Bool {
        switch take(name) {
        case nil, "false": return false
        case "true": return true
        case .some:
            wrong(name, "must be true or false")
            return false
        }
    }

    /// Throws all that was found, parameters that nobody took included.
    package mutating func finish() throws(Problem) {
        for parameter in parameters { wrong(parameter.name, "is not a parameter of this query") }
        guard errors.isEmpty else { throw .invalid(errors) }
    }

    private mutating func take(_ name: String) -> String? {
        guard let index = parameters.firstIndex(where: { $0.name == name }) else { return nil }
        let value = parameters.remove(at: index).value
        if parameters.contains(where: { $0.name == name }) { wrong(name, "must be given once") }
        parameters.removeAll { $0.name == name }
        return value
    }

    package mutating func wrong(_ name: String, _ detail: String) {
        errors.append(Problem.FieldError(field: name, detail: detail))
    }
}
