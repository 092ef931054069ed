import Events
import Model
import Postgres

/// One run of a replay: its connections, and how far each read model has come.
///
/// Confined to one thread.
final class RebuildJob {
    /// A read model that its events can't be projected to; the others go on.
    struct Stopped: Error, CustomStringConvertible {
        let name: ReadModel
        let fault: ProjectionFault

        var description: String { "\(name.rawValue) can't be built: \(fault)" }
    }

    /// The bytes of "replay": held by the run, so that there is one at a time.
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
    /// Where the shadow tables stand, as committed.
    var positions: [ReadModel: LogPosition] = [:]
    var tables: [ReadModel: [any TableWorker]] = [:]
    var comparisons: [ReadModel: RebuildReport.Comparison] = [:]
    private(set) var eventsRead: Int64 = 0
    private var readThrough = LogPosition.start
    private var failed: [ReadModel: LogPosition] = [:]
    private let startedAt = monotonicMicroseconds()

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
        let rows = try control.execute(
            "SELECT pg_try_advisory_lock($1)",
            [.int64(Self.lockKey)]
        )
        guard try rows.only().bool(0) else { throw RebuildError.alreadyRunning }
        writer = try Self.writer(connection)
        lookup = try Connection(connection)
    }

    /// Until the swap, losing the last chunks to a crash of PostgreSQL only costs time: they need
    /// not be waited for.
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
        // What was begun before a cut may hold what the log has lost.
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

    /// Adds what indexes are missing, and the planner's statistics.
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

    /// Drops what was built.
    func drop() throws {
        try writer.transaction { writer in
            for shadow in names.flatMap({ shadows(of: $0) }) { try shadow.drop(writer) }
            try ReplayProgress.remove(names, writer)
        }
    }

    /// Leaves a read model out from now on.
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

    /// The last events are read for each read model by itself, and count once.
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
        let seconds = Double(monotonicMicroseconds() - startedAt) / 1_000_000
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
