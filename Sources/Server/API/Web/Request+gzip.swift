import HTTP

extension Request {
    /// Whether the client accepts an answer that is compressed by gzip (RFC 9110 section 12.5.3).
    var acceptsGzip: Bool {
        header("accept-encoding").map { AcceptedCodings($0).containsGzip } ?? false
    }
}

/// The value of an `Accept-Encoding` header.
struct AcceptedCodings {
    /// Whether gzip is accepted by its own entry or, without one, by the entry `*`.
    let containsGzip: Bool

    init(_ value: some Collection<UInt8>) {
        var gzip: Bool?
        var others: Bool?
        for entry in String(decoding: value, as: UTF8.self).lowercased().split(separator: ",") {
            let parts = entry.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            let isWanted = !parts.dropFirst().contains(where: Self.isZero)
            switch parts.first {
            case "gzip", "x-gzip": gzip = isWanted
            case "*": others = isWanted
            default: break
            }
        }
        containsGzip = gzip ?? others ?? false
    }

    /// A weight of zero, such as `q=0.0`, excludes a coding; so does a weight that is not a number.
    private static func isZero(_ parameter: String) -> Bool {
        parameter.hasPrefix("q=") && !((Double(parameter.dropFirst(2)) ?? 0) > 0)
    }
}
