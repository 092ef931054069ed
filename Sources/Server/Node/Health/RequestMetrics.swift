import API
import Commands

/// How long answers take, by what kind of request they are for.
final class RequestMetrics: Sendable {
    /// Upper bounds in microseconds: from answers out of memory to those that wait for a position.
    static let boundsMicroseconds: [Int64] = [
        10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 500_000,
        1_000_000, 5_000_000,
    ]

    let commands = Histogram(bounds: boundsMicroseconds)
    let queries = Histogram(bounds: boundsMicroseconds)
    /// Everything else: signing in, pages, figures.
    let others = Histogram(bounds: boundsMicroseconds)
}

/// The same of one event loop, handed over at the end of each turn: no lock per request.
struct LoopMetrics {
    private var commands = HistogramCounts(bounds: RequestMetrics.boundsMicroseconds)
    private var queries = HistogramCounts(bounds: RequestMetrics.boundsMicroseconds)
    private var others = HistogramCounts(bounds: RequestMetrics.boundsMicroseconds)
    private var hasCounted = false

    mutating func record(_ work: Work?, nanoseconds: Int64) {
        hasCounted = true
        let microseconds = nanoseconds / 1_000
        switch work {
        case .command: commands.record(microseconds)
        case .question, .publicQuestion: queries.record(microseconds)
        case .registration, .signIn, .refresh, .passwordChange, .userCheck, .feed, .retry, .jobRun,
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
