import CLinux
import Foundation
import Postgres

/// The processor time, in seconds, that the parts of a service and of its PostgreSQL have used so
/// far.
struct ProcessorTimes {
    enum Part: Hashable {
        /// Threads of the service, by their name without a number.
        case thread(String)
        /// Sessions with PostgreSQL, by the name that they give themselves.
        case session(String)
        /// PostgreSQL's own processes, and sessions that have ended.
        case background
    }

    private(set) var seconds: [Part: Double] = [:]

    mutating func add(_ part: Part, _ amount: Double) {
        seconds[part, default: 0] += amount
    }

    /// What was used since an earlier reading.
    func since(_ start: ProcessorTimes) -> ProcessorTimes {
        var difference = ProcessorTimes()
        for (part, end) in seconds {
            difference.add(part, max(0, end - (start.seconds[part] ?? 0)))
        }
        return difference
    }

    /// All parts together.
    var total: Double { seconds.values.reduce(0, +) }
}

/// Reads the processor times of a running service and of the PostgreSQL behind it.
final class ProcessorMeter {
    private let connection: Connection
    private let service: Int32
    /// PostgreSQL's first process, the parent of all others.
    private let postmaster: Int32

    /// `options` lead to the database that the service uses.
    init(of service: Int32, _ options: ConnectionOptions) throws {
        self.service = service
        connection = try Connection(options.ofBench)
        postmaster = try ProcessRecord(of: connection.processID).parent
    }

    func read() throws -> ProcessorTimes {
        var times = ProcessorTimes()
        for thread in try ThreadRecord.all(of: service) {
            times.add(.thread(thread.name), thread.seconds)
        }
        // Of other databases only what has ended is counted: nobody works in them.
        let sessions = try connection.execute(
            """
            SELECT pid, application_name, backend_type = 'client backend' FROM pg_stat_activity
            WHERE coalesce(datname, current_database()) = current_database()
                AND application_name <> $1
            """,
            [.text(ConnectionOptions.nameOfBench)]
        )
        for session in sessions {
            // One that has ended meanwhile is counted below.
            guard let used = ProcessorClock.seconds(of: try session.int32(0)) else { continue }
            let name = try session.string(1)
            times.add(try session.bool(2) ? .session(name) : .background, used)
        }
        let ended = try ProcessRecord(of: postmaster).childrenSeconds
        times.add(.background, ended + (ProcessorClock.seconds(of: postmaster) ?? 0))
        return times
    }
}

extension ConnectionOptions {
    /// Sessions of this name are not counted.
    fileprivate static let nameOfBench = "tally bench"

    /// The same database in a session that is not counted.
    var ofBench: ConnectionOptions {
        var copy = self
        copy.applicationName = Self.nameOfBench
        return copy
    }
}

/// User and system time of processes.
enum ProcessorClock {
    /// That of a process so far, in seconds, with its ended threads; nil if there is no such
    /// process.
    static func seconds(of process: Int32) -> Double? {
        var clock = clockid_t()
        var time = timespec()
        guard clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &time) == 0
        else { return nil }
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// That of this process's children that have ended and were waited for.
    static var secondsOfEndedChildren: Double {
        var usage = rusage()
        getrusage(RUSAGE_CHILDREN.rawValue, &usage)
        func seconds(_ time: timeval) -> Double {
            Double(time.tv_sec) + Double(time.tv_usec) / 1e6
        }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
}

/// A thread of another process.
private struct ThreadRecord {
    let name: String
    let seconds: Double

    /// Those that run now.
    static func all(of process: Int32) throws -> [ThreadRecord] {
        let folder = "/proc/\(process)/task"
        return try FileManager.default.contentsOfDirectory(atPath: folder).compactMap { number in
            // A thread may end between the two reads.
            guard
                let name = try? String(contentsOfFile: "\(folder)/\(number)/comm", encoding: .utf8),
                let times = try? String(
                    contentsOfFile: "\(folder)/\(number)/schedstat",
                    encoding: .utf8
                ),
                let nanoseconds = times.split(separator: " ").first.flatMap({ Double($0) })
            else { return nil }
            return ThreadRecord(name: withoutNumber(name), seconds: nanoseconds / 1e9)
        }
    }

    /// `http` for `http-0`.
    private static func withoutNumber(_ name: String) -> String {
        let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
        let rest = name.reversed().drop { $0.isNumber || $0 == "-" || $0 == " " }
        return rest.isEmpty ? name : String(rest.reversed())
    }
}

/// What the system says of another process (proc(5), `/proc/pid/stat`).
struct ProcessRecord {
    let parent: Int32
    /// User and system time of the children that have ended.
    let childrenSeconds: Double

    init(of process: Int32) throws {
        let text = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 14, let parent = Int32(fields[1]), let user = Double(fields[13]),
            let system = Double(fields[14])
        else { throw BenchError("can't read /proc/\(process)/stat") }
        self.parent = parent
        childrenSeconds = (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// The processes that this one has started and that still run.
    static func children(of process: Int32) throws -> [Int32] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }
            .filter { (try? ProcessRecord(of: $0))?.parent == process }
    }
}
