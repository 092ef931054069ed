/// Text in the Prometheus exposition format, version 0.0.4.
struct MetricsText {
    private(set) var text = ""

    mutating func counter(_ name: StaticString, _ help: StaticString, _ value: some BinaryInteger) {
        begin(name, help, "counter")
        sample("\(name)", "\(value)")
    }

    mutating func gauge(_ name: StaticString, _ help: StaticString, _ value: some BinaryInteger) {
        begin(name, help, "gauge")
        sample("\(name)", "\(value)")
    }

    mutating func gauge(_ name: StaticString, _ help: StaticString, _ value: Double) {
        begin(name, help, "gauge")
        sample("\(name)", "\(value)")
    }

    /// One sample per value of one label.
    mutating func labelled(
        _ name: StaticString,
        _ help: StaticString,
        type: StaticString,
        label: StaticString,
        _ samples: [(String, Int64)]
    ) {
        begin(name, help, type)
        for (value, number) in samples { sample("\(name){\(label)=\"\(value)\"}", "\(number)") }
    }

    /// `counts` are per bucket, not cumulative; the last is above every bound.
    mutating func histogram(
        _ name: StaticString,
        _ help: StaticString,
        bounds: [Double],
        counts: [Int],
        sum: Double
    ) {
        begin(name, help, "histogram")
        var total = 0
        for (bound, count) in zip(bounds, counts) {
            total += count
            sample("\(name)_bucket{le=\"\(bound)\"}", "\(total)")
        }
        total += counts.last ?? 0
        sample("\(name)_bucket{le=\"+Inf\"}", "\(total)")
        sample("\(name)_sum", "\(sum)")
        sample("\(name)_count", "\(total)")
    }

    private mutating func begin(_ name: StaticString, _ help: StaticString, _ type: StaticString) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private mutating func sample(_ name: String, _ value: String) {
        text += "\(name) \(value)\n"
    }
}
