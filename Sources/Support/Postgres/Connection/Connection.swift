import CLibPQ
import Glibc

/// One session with PostgreSQL.
///
/// Confined to one thread at a time; every call blocks.
///
/// After an error the session goes on unless `isBroken`; then only a new connection helps.
package final class Connection {
    let handle: OpaquePointer
    let conninfo: Conninfo
    var statements: [String: PreparedStatement] = [:]
    var statementNumber = 0
    private(set) var isPoisoned = false
    /// A commit's wait for standbys was cancelled: what it wrote may be on this server alone.
    private(set) var isUncovered = false
    private let interruption: Interruption?
    private var place: Int?
    private let census: SessionCensus?
    private var seat: Int?
    private var reading = ServerReading()

    /// Connects, checks the server's version, then takes on the role and the settings.
    ///
    /// Throws `.connection` if no host of the kind that `target_session_attrs` asks for responds in
    /// time, and `.server` if the role or a setting is refused.
    package init(_ options: ConnectionOptions) throws(PostgresError) {
        let conninfo = try Conninfo(options.conninfo)
        let handle = try Self.open(options, conninfo)
        self.handle = handle
        self.conninfo = conninfo
        interruption = options.interruption
        census = options.census
        place = try interruption?.join(handle)
        // The connection outlives its handle's use, so the pointer is valid in each call.
        _ = PQsetNoticeReceiver(handle, receiveNotice, Unmanaged.passUnretained(self).toOpaque())
        try prepareSession(options)
        seat = try census?.join(reading, socket: socket)
    }

    deinit {
        leaveCensus()
        if let place { interruption?.leave(place) }
        PQfinish(handle)
    }

    /// Whether the session has ended or can no longer be trusted: it needs a new connection.
    package var isBroken: Bool { isPoisoned || PQstatus(handle) == CONNECTION_BAD }

    /// Whether no transaction, sound or failed, is open and no statement or COPY is running.
    package var isIdle: Bool { PQtransactionStatus(handle) == PQTRANS_IDLE }

    /// The number of PostgreSQL's process, as in `pg_stat_activity`.
    package var processID: Int32 { PQbackendPID(handle) }

    /// The descriptor of the session's socket.
    var socket: Int32 { PQsocket(handle) }

    /// PostgreSQL's version as 150004 for 15.4.
    package var serverVersion: Int { Int(PQserverVersion(handle)) }

    /// The server that the session has reached, as it was when the session began.
    package var server: ServerIdentity { reading.identity }

    /// How the database stores text, as PostgreSQL names it: `UTF8`, `LATIN1`, `SQL_ASCII` and
    /// others.
    package var serverEncoding: String {
        PQparameterStatus(handle, "server_encoding").map { String(cString: $0) } ?? ""
    }

    /// Gives the connection up, since its state is no longer known.
    func poison() {
        isPoisoned = true
        leaveCensus()
    }

    private func leaveCensus() {
        if let seat { census?.leave(seat) }
        seat = nil
    }

    /// Notes that PostgreSQL has committed without the standbys that it should have waited for.
    ///
    /// Every result from now on counts as lost, the one of that commit first.
    fileprivate func loseStandbys() {
        isUncovered = true
        poison()
    }

    /// The error of the connection or of the result, without a password.
    func failure(_ result: OpaquePointer?) -> PostgresError {
        let error = PostgresError(result: result, of: handle)
        if case .connection(let text) = error {
            poison()
            return .connection(conninfo.redacted(text))
        }
        return error
    }

    func requireUsable() throws(PostgresError) {
        if isBroken { throw .connection("the connection is broken") }
    }

    private static func open(
        _ options: ConnectionOptions,
        _ conninfo: Conninfo
    ) throws(PostgresError) -> OpaquePointer {
        // Later keywords win; `dbname` takes the whole conninfo.
        let settings =
            options.defaults + [
                ("dbname", options.conninfo), ("client_encoding", "UTF8"),
                // Nodes know each other's sessions by it.
                ("application_name", options.applicationName),
            ]
        let handle = withCStrings(settings.map(\.0)) { keywords in
            withCStrings(settings.map(\.1)) { values in
                PQconnectdbParams(keywords, values, 1)
            }
        }
        guard let handle else { throw .connection("out of memory") }
        guard PQstatus(handle) == CONNECTION_OK else {
            let text = conninfo.redacted(oneLine(PQerrorMessage(handle)))
            PQfinish(handle)
            throw .connection(text.isEmpty ? "not reached" : text)
        }
        // Notices (such as "relation exists, skipping") would go to standard error.
        _ = PQsetNoticeProcessor(handle, { _, _ in }, nil)
        return handle
    }

    private func prepareSession(_ options: ConnectionOptions) throws(PostgresError) {
        guard serverVersion >= 150_000 else {
            throw .connection("PostgreSQL 15 or newer is needed, this is \(serverVersion / 10_000)")
        }
        // Text results are decoded as UTC and ISO only.
        var settings = ConnectionOptions.bounds.merging(options.settings) { $1 }
        settings["TimeZone"] = "UTC"
        settings["DateStyle"] = "ISO"
        settings["IntervalStyle"] = "postgres"
        // Acknowledged means durable on every server that `synchronous_standby_names` asks for, so
        // a database or role that is set to commit with less is overruled. Stronger settings stay,
        // and so does what the options say.
        var script = """
            SELECT pg_catalog.set_config('synchronous_commit', 'on', false)
            WHERE pg_catalog.current_setting('synchronous_commit') IN ('off', 'local');

            """
        for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
            script +=
                "SELECT pg_catalog.set_config(\(quotedLiteral(name)), \(quotedLiteral(value)), "
                + "false);"
        }
        if let role = options.role { script += "SET ROLE \(quotedIdentifier(role));" }
        script += ServerReading.query
        guard let row = try self.script(script).last?.first else {
            throw .decoding("the server says nothing of itself")
        }
        reading = try ServerReading(row)
    }
}

/// Receives PostgreSQL's notices and warnings.
///
/// One warning matters: `SyncRepWaitForLSN` (syncrep.c) sends it when a commit's wait for standbys
/// was cancelled. The routine identifies it, since its text depends on the server's language.
private func receiveNotice(_ connection: UnsafeMutableRawPointer?, _ notice: OpaquePointer?) {
    // The letter is the protocol's field code for the routine (`PG_DIAG_SOURCE_FUNCTION`).
    guard let connection,
        let routine = PQresultErrorField(notice, Int32(UInt8(ascii: "R"))),
        strcmp(routine, "SyncRepWaitForLSN") == 0
    else { return }
    Unmanaged<Connection>.fromOpaque(connection).takeUnretainedValue().loseStandbys()
}

/// Calls `body` with a null-terminated array of C strings.
func withCStrings<R>(
    _ strings: [String],
    _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> R
) -> R {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    var pointers = copies.map { UnsafePointer($0) }
    pointers.append(nil)
    return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
}
