import Events
import Model
import Postgres
import Projections
import Text

/// One run of a replay: its connections, and the progress of each read model.
///
/// Confined to one thread.
final class RebuildJob {
    /// A read model whose events can't be projected; the others continue.
    struct Stopped: Error, CustomStringConvertible {
        let name: ReadModel
        let fault: ProjectionFault

        var description: String { "\(name.rawValue) can't be built: \(fault)" }
    }

    /// The bytes of "replay": the run holds this lock, so that there is one run at a time.
    private static let lockKey: Int64 = 0x7265_706C_6179

    let options: RebuildOptions
    let connection: ConnectionOptions
    let shouldStop: () -> Bool
    private let progress: (RebuildProgress) -> Void

    /// Holds the advisory lock, and locks the live checkpoints while rows are compared.
    let control: Connection
    /// Writes.
    ///
    /// A new one after a failure within a COPY.
    var writer: Connection
    /// Looks rows up while the writer is within a COPY.
    let lookup: Connection

    var names: [ReadModel]
    /// The committed positions of the shadow tables.
    var positions: [ReadModel: LogPosition] = [:]
    var tables: [ReadModel: [any TableWorker]] = [:]
    var comparisons: [ReadModel: RebuildReport.Comparison] = [:]
    private(set) var eventsRead: Int64 = 0
    private var readThrough = LogPosition.start
    private var failed: [ReadModel: LogPosition] = [:]
    private let startedAt = SystemClock.monotonicMicroseconds

    init(
        _ connection: ConnectionOptions,
        _ options: RebuildOptions,
        shouldStop: @escaping () -> Bool,
        progress: @escaping (RebuildProgress) -> Void
    ) throws {
        self.connection = connection
        self.options = options
        self.shouldStop = shouldStop
        self.progress = progress
        names = Set(options.names).sorted()
        control = try Connection(connection)
        let rows = try control.execute("SELECT pg_try_advisory_lock($1)", [.int64(Self.lockKey)])
        guard try rows.only().bool(0) else { throw RebuildError.alreadyRunning }
        writer = try Self.writer(connection)
        lookup = try Connection(connection)
    }

    /// Until the swap, losing the last chunks in a crash of PostgreSQL only costs time, so their
    /// commits need not wait for the disk.
    private static func writer(_ options: ConnectionOptions) throws -> Connection {
        var options = options
        options.settings["synchronous_commit"] = "off"
        options.settings["maintenance_work_mem"] = "256MB"
        return try Connection(options)
    }

    func renewWriter() throws {
        writer = try Self.writer(connection)
    }

    /// Makes the shadow tables, or finds those of an interrupted run.
    func prepare() throws {
        try acceptCut()
        // A replay from before a cut may contain events that the log has lost.
        let known =
            options.acceptedCut == nil
            ? try ReplayProgress.read(begunBy: options.software, writer) : [:]
        for name in names {
            let shadows = shadows(of: name)
            let isResumed = try known[name] != nil && shadows.allSatisfy { try $0.fits(writer) }
            if !isResumed {
                try writer.transaction { writer in
                    for shadow in shadows {
                        try shadow.drop(writer)
                        try shadow.create(writer)
                    }
                    try ReplayProgress.begin(name, software: options.software, writer)
                }
            }
            let position = isResumed ? known[name] ?? .start : .start
            positions[name] = position
            tables[name] = ReadModels.tables(
                of: name,
                in: "read_shadow",
                limit: options.rowLimit,
                isComplete: position == .start
            )
        }
    }

    func shadows(of name: ReadModel) -> [ShadowTable] {
        ReadModels.tables(of: name).map {
            ShadowTable(name: $0.shape.name, isAppendOnly: $0.isAppendOnly)
        }
    }

    /// Adds the missing indexes, and the planner's statistics.
    func index() throws {
        for name in names {
            for shadow in shadows(of: name) {
                report(.indexing, total: lowest.rawValue)
                try shadow.createIndexes(writer)
                try writer.script("ANALYZE read_shadow.\(shadow.name)")
                try requireGoingOn()
            }
        }
    }

    /// Drops the rebuilt tables.
    func drop() throws {
        try writer.transaction { writer in
            for shadow in names.flatMap({ shadows(of: $0) }) { try shadow.drop(writer) }
            try ReplayProgress.remove(names, writer)
        }
    }

    /// Excludes a read model from the rest of the run.
    func exclude(_ stopped: Stopped) throws {
        comparisons[stopped.name] = .failed(stopped.fault)
        failed[stopped.name] = positions.removeValue(forKey: stopped.name) ?? .start
        names.removeAll { $0 == stopped.name }
        tables[stopped.name] = nil
        try writer.transaction { writer in
            for shadow in shadows(of: stopped.name) { try shadow.drop(writer) }
            try ReplayProgress.remove([stopped.name], writer)
        }
    }

    /// Counts each event once, although the last ones are read for each read model separately.
    func count(_ events: [RecordedEvent]) {
        eventsRead += Int64(events.count { $0.position > readThrough })
        readThrough = max(readThrough, events.last?.position ?? .start)
    }

    var lowest: LogPosition { positions.values.min() ?? .start }

    func requireGoingOn() throws {
        if shouldStop() { throw RebuildError.interrupted(lowest) }
    }

    func report(_ phase: RebuildProgress.Phase, done: Int64? = nil, total: Int64) {
        let done = done ?? lowest.rawValue
        let seconds = Double(SystemClock.monotonicMicroseconds - startedAt) / 1_000_000
        let rate = seconds > 0 ? Double(eventsRead) / seconds : 0
        let left = rate > 0 ? Double(max(0, total - done)) / rate : nil
        progress(
            RebuildProgress(
                phase: phase,
                done: done,
                total: total,
                eventsPerSecond: rate,
                secondsLeft: phase == .reading ? left : nil
            )
        )
    }

    func outcomes(isSwapped: Bool) -> [RebuildReport.Outcome] {
        comparisons.sorted { $0.key < $1.key }.map { name, comparison in
            RebuildReport.Outcome(
                name: name,
                position: positions[name] ?? failed[name] ?? .start,
                comparison: comparison,
                isSwapped: isSwapped && failed[name] == nil
            )
        }
    }
}
