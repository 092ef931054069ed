import API
import Cache
import Entities
import Events
import HTTP
import Identity
import Jobs
import Model
import Projections
import Queries
import Runtime
import Synchronization
import Text
import Writer

extension Operations {
    /// Everything that is counted, for Prometheus.
    func metrics() -> Response {
        var text = MetricsText()
        writeSide(&text)
        readSide(&text)
        edge(&text)
        upkeep(&text)
        return Response(
            .ok,
            contentType: ContentType("text/plain; version=0.0.4; charset=utf-8"),
            body: Array(text.text.utf8)
        )
    }

    private func writeSide(_ text: inout MetricsText) {
        let writer = sources.writer
        text.labelled(
            "tally_commands_total",
            "Commands by their outcome.",
            type: "counter",
            label: "outcome",
            [
                ("done", Int64(writer.done.load(ordering: .relaxed))),
                ("rejected", Int64(writer.rejected.load(ordering: .relaxed))),
                ("replayed", Int64(writer.replayed.load(ordering: .relaxed))),
                ("invalid", Int64(writer.invalid.load(ordering: .relaxed))),
                ("unavailable", Int64(writer.unavailable.load(ordering: .relaxed))),
                ("turned_away", Int64(turnedAwayCount)),
            ]
        )
        text.gauge("tally_command_queue", "Commands that wait.", sources.queueDepth())
        text.counter(
            "tally_batches_total",
            "Appends.",
            writer.batches.load(ordering: .relaxed)
        )
        text.counter(
            "tally_events_total",
            "Events appended by this node.",
            writer.events.load(ordering: .relaxed)
        )
        text.gauge(
            "tally_clock_difference_seconds",
            "How far the database's clock is ahead of this node's.",
            Double(sources.appends.clockDifference) / 1_000_000
        )
        text.counter(
            "tally_silent_sessions_ended_total",
            "Sessions of silent nodes that this node has ended.",
            sources.endedSessions()
        )
        text.labelled(
            "tally_distrusted_rows_total",
            "Rows that were read and not trusted, because their seal is not this service's.",
            type: "counter",
            label: "table",
            [
                ("snapshots", Int64(sources.distrusted.snapshots.load(ordering: .relaxed))),
                ("receipts", Int64(sources.distrusted.receipts.load(ordering: .relaxed))),
                ("people", Int64(sources.distrusted.people.load(ordering: .relaxed))),
            ]
        )
        text.histogram("tally_batch_size", "Commands in each append.", writer.batchSizes.counts)
        text.histogram(
            "tally_batch_seconds",
            "From taking a batch to its answers.",
            writer.batchDurations.counts,
            unit: 0.000_001
        )
        text.histograms(
            "tally_request_seconds",
            "From a whole request to its answer, by kind of request.",
            label: "kind",
            [
                ("command", sources.requests.commands.counts),
                ("query", sources.requests.queries.counts),
                ("other", sources.requests.others.counts),
            ],
            unit: 0.000_001
        )
    }

    private func readSide(_ text: inout MetricsText) {
        let status = sources.runner()
        let projections = status.projections.sorted { $0.key < $1.key }
        text.gauge("tally_log_position", "The end of the log as last seen.", status.tail.rawValue)
        text.labelled(
            "tally_projection_position",
            "The last event in each read model.",
            type: "gauge",
            label: "projection",
            projections.map { ($0.key.rawValue, $0.value.position.rawValue) }
        )
        text.labelled(
            "tally_projection_lag",
            "Events between each read model and the end of the log.",
            type: "gauge",
            label: "projection",
            projections.map { name, projection in
                (name.rawValue, max(0, status.tail.rawValue - projection.position.rawValue))
            }
        )
        text.labelled(
            "tally_projection_state",
            "0 runs here, 1 follows another node, 2 stopped by an event.",
            type: "gauge",
            label: "projection",
            projections.map { ($0.key.rawValue, $0.value.state.number) }
        )
        text.gauge(
            "tally_projection_rate",
            "Events per second, over the last seconds.",
            status.eventsPerSecond
        )
        let cache = sources.cache.figures
        text.counter("tally_cache_hits_total", "Queries answered from memory.", cache.hits)
        text.counter(
            "tally_cache_misses_total",
            "Queries answered from the database.",
            cache.misses
        )
        text.counter(
            "tally_cache_drifted_rows_total",
            "Rows that a warm-up had to correct: a defect.",
            cache.driftedRows
        )
        text.labelled(
            "tally_cache_warmings_total",
            "Warm-ups of the cache by how they ended.",
            type: "counter",
            label: "outcome",
            [("done", Int64(cache.warmings)), ("failed", Int64(cache.failedWarmings))]
        )
        text.gauge("tally_cache_balances", "Balances in memory.", cache.balances)
        text.gauge("tally_cache_slots", "Slots in memory.", cache.slots)
        text.gauge("tally_cache_page_bytes", "Bytes of rendered pages.", cache.pageBytes)
        text.gauge("tally_cache_waiters", "Requests that wait for a position.", cache.waiters)
        text.gauge(
            "tally_query_queue",
            "Queries that wait for a connection.",
            sources.queryDepth()
        )
    }

    private func upkeep(_ text: inout MetricsText) {
        text.counters(
            "tally_job_runs_total",
            "Runs of jobs on this node by how they ended.",
            labels: ("job", "outcome"),
            sources.jobs.all.map { ($0.job.rawValue, $0.outcome.rawValue, $0.count) }
        )
    }

    private func edge(_ text: inout MetricsText) {
        let server = sources.server()
        text.gauge("tally_http_connections", "Open connections.", server.connections)
        text.gauge("tally_feed_streams", "Streams of the live feed.", server.streams)
        text.counter(
            "tally_feed_dropped_total",
            "Streams cut off because their reader was too slow.",
            server.streamsDropped
        )
        text.counter("tally_http_accepted_total", "Connections accepted.", server.accepted)
        text.counter("tally_http_requests_total", "Requests handled.", server.requests)
        text.counter("tally_http_refused_total", "Requests refused by the edge.", server.refused)
        text.counter(
            "tally_http_timed_out_total",
            "Connections closed at a deadline.",
            server.timedOut
        )
        text.counter(
            "tally_http_turned_away_total",
            "Connections refused because their address had too many.",
            server.turnedAway
        )
        text.counter(
            "tally_http_accept_pauses_total",
            "Times that no connection was accepted, because there was no room or no descriptor.",
            server.acceptPauses
        )
        text.counter(
            "tally_commands_left_out_total",
            "Commands that administrators can't see, because there was no room to keep them.",
            sources.journalLeftOut()
        )
        text.counter(
            "tally_log_dropped_total",
            "Times that lines of the log were lost because they were written too slowly.",
            LogOutput.shared.dropped
        )
        text.gauge("tally_password_queue", "Passwords that wait.", sources.passwordDepth())
        text.gauge("tally_bulk_bytes", "Bytes of bulks without an answer.", sources.bulkBytes())
        if let bytes = ProcessMemory.residentBytes {
            text.gauge("process_resident_memory_bytes", "Memory in use.", bytes)
        }
        text.gauge(
            "tally_uptime_seconds",
            "Since the start.",
            (SystemClock.monotonicMilliseconds - startedAt) / 1_000
        )
    }
}

extension RunnerStatus.State {
    fileprivate var number: Int64 {
        switch self {
        case .running: 0
        case .following: 1
        case .stopped: 2
        }
    }
}
