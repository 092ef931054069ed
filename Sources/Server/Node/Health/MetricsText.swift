import API
import Entities
import Operations
import Writer

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

    /// One sample per pair of values of two labels.
    mutating func counters(
        _ name: StaticString,
        _ help: StaticString,
        labels: (StaticString, StaticString),
        _ samples: [(String, String, Int)]
    ) {
        begin(name, help, "counter")
        for (first, second, number) in samples {
            let pair = "\(labels.0)=\"\(first)\",\(labels.1)=\"\(second)\""
            sample("\(name){\(pair)}", "\(number)")
        }
    }

    /// `unit` is one counted value, in the unit that the metric's name ends with.
    mutating func histogram(
        _ name: StaticString,
        _ help: StaticString,
        _ counts: HistogramCounts,
        unit: Double = 1
    ) {
        histograms(name, help, label: nil, [("", counts)], unit: unit)
    }

    /// One histogram per value of the label.
    mutating func histograms(
        _ name: StaticString,
        _ help: StaticString,
        label: StaticString?,
        _ histograms: [(String, HistogramCounts)],
        unit: Double = 1
    ) {
        begin(name, help, "histogram")
        for (value, counts) in histograms {
            let own = label.map { "\($0)=\"\(value)\"" }
            var total = 0
            for (bound, count) in zip(
                counts.bounds.map { "\(Double($0) * unit)" } + ["+Inf"],
                counts.counts
            ) {
                total += count
                let labels = [own, "le=\"\(bound)\""].compactMap { $0 }.joined(separator: ",")
                sample("\(name)_bucket{\(labels)}", "\(total)")
            }
            let labels = own.map { "{\($0)}" } ?? ""
            sample("\(name)_sum\(labels)", "\(Double(counts.sum) * unit)")
            sample("\(name)_count\(labels)", "\(total)")
        }
    }

    private mutating func begin(_ name: StaticString, _ help: StaticString, _ type: StaticString) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private mutating func sample(_ name: String, _ value: String) {
        text += "\(name) \(value)\n"
    }
}

/// How long answers take, by the kind of request.
final class RequestMetrics: Sendable {
    /// Upper bounds in microseconds, from answers out of memory to those that wait for a position.
    static let boundsMicroseconds: [Int64] = [
        10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 500_000,
        1_000_000, 5_000_000,
    ]

    let commands = Histogram(bounds: boundsMicroseconds)
    let queries = Histogram(bounds: boundsMicroseconds)
    /// Everything else: signing in, pages, figures.
    let others = Histogram(bounds: boundsMicroseconds)
}

/// The figures of one event loop, handed over at the end of each turn: no lock per request.
struct LoopMetrics {
    private var commands = HistogramCounts(bounds: RequestMetrics.boundsMicroseconds)
    private var queries = HistogramCounts(bounds: RequestMetrics.boundsMicroseconds)
    private var others = HistogramCounts(bounds: RequestMetrics.boundsMicroseconds)
    private var hasCounted = false

    mutating func record(_ work: Work?, nanoseconds: Int64) {
        hasCounted = true
        let microseconds = nanoseconds / 1_000
        switch work {
        case .command, .bulk: commands.record(microseconds)
        case .question, .publicQuestion: queries.record(microseconds)
        case .registration, .signIn, .refresh, .passwordChange, .detailsChange, .passwordReset,
            .code, .unlock, .userCheck, .feed, .retry, .jobRun,
            .logSearch, .operations, .document, .page, .asset, nil:
            others.record(microseconds)
        }
    }

    mutating func hand(to metrics: RequestMetrics) {
        guard hasCounted else { return }
        hasCounted = false
        metrics.commands.add(commands)
        metrics.queries.add(queries)
        metrics.others.add(others)
        commands.reset()
        queries.reset()
        others.reset()
    }
}
