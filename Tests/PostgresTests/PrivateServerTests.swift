import Foundation
import Glibc
import Postgres
import Synchronization
import TestSupport
import Testing

@testable import PrivateServer

@Suite(.serialized, .patient) struct `The private server` {
    /// A directory that is removed with its owner, after the server in it has stopped.
    private final class Place {
        let directory: String
        let server: PrivateServer
        private let root: String

        init(_ name: String = "private", settings: [String: String] = Place.quick) {
            root = TestDirectory.make("private")
            directory = "\(root)/\(name)"
            server = PrivateServer(directory: directory, settings: settings)
        }

        /// Another object for the same directory, as in another process.
        func other() -> PrivateServer {
            PrivateServer(directory: directory, settings: Place.quick)
        }

        deinit {
            server.stop()
            let data = realpath("\(directory)/postgres", nil)
            defer { free(data) }
            if let data, !String(cString: data).hasPrefix(root) {
                TestDirectory.remove(
                    URL(fileURLWithPath: String(cString: data)).deletingLastPathComponent().path
                )
            }
            TestDirectory.remove(root)
        }

        static let quick = ["fsync": "off", "shared_buffers": "16MB"]
    }

    private func connect(_ conninfo: String) throws -> Connection {
        try Connection(ConnectionOptions(conninfo))
    }

    private func setting(_ name: String, _ connection: Connection) throws -> String {
        try connection.execute("SELECT current_setting($1)", [.text(name)]).only().string(0)
    }

    @Test func `a private server is durable, has checksums, and listens on its socket only`() throws
    {
        let place = Place(settings: ["shared_buffers": "16MB"])
        let connection = try connect(try place.server.start())
        for (name, value) in [
            ("fsync", "on"), ("synchronous_commit", "on"), ("data_checksums", "on"),
            ("listen_addresses", ""), ("server_encoding", "UTF8"), ("lc_collate", "C"),
            ("unix_socket_permissions", "0700"), ("shared_buffers", "16MB"),
        ] {
            #expect(try setting(name, connection) == value, "\(name)")
        }
        let database = try connection.execute("SELECT current_database(), current_user").only()
        #expect(try database.string(0) == "tally")
        #expect(try database.string(1) == "tally")
    }

    @Test func `data are there after a stop and a start`() throws {
        let place = Place()
        let conninfo = try place.server.start()
        try connect(conninfo).script("CREATE TABLE t (a int); INSERT INTO t (a) VALUES (1)")
        place.server.stop()
        #expect(throws: PostgresError.self) { try connect(conninfo) }
        #expect(place.server.processID == nil)
        #expect(try place.server.start() == conninfo)
        #expect(try connect(conninfo).execute("SELECT a FROM t").count == 1)
    }

    @Test func `a running server is joined, and keeps running when the joiner stops`() throws {
        let place = Place()
        let conninfo = try place.server.start()
        let other = place.other()
        #expect(try other.start() == conninfo)
        #expect(other.processID == nil)
        other.stop()
        #expect(try connect(conninfo).execute("SELECT 1").count == 1)
    }

    @Test func `of two simultaneous starts one starts the server and the other joins`() throws {
        let place = Place()
        let servers = [place.server, place.other()]
        for conninfo in try atOnce(2, { try servers[$0].start() }) {
            #expect(try connect(conninfo).execute("SELECT 1").count == 1)
        }
        #expect(servers.filter { $0.processID != nil }.count == 1)
        for server in servers { server.stop() }
    }

    @Test func `after kill -9 a server starts again by itself and has lost nothing`() throws {
        let place = Place(settings: ["shared_buffers": "16MB"])
        let conninfo = try place.server.start()
        let connection = try connect(conninfo)
        try connection.script("CREATE TABLE t (a int); INSERT INTO t (a) VALUES (1)")
        let killed = try #require(place.server.processID)
        #expect(kill(killed, SIGKILL) == 0)
        let again = try reconnect(conninfo)
        #expect(try again.execute("SELECT a FROM t").count == 1)
        #expect(place.server.processID != killed)
    }

    @Test func `a joiner starts a server again that has ended`() throws {
        let place = Place()
        let conninfo = try place.server.start()
        let other = place.other()
        _ = try other.start()
        place.server.stop()
        #expect(try reconnect(conninfo).execute("SELECT 1").count == 1)
        #expect(other.processID != nil)
        other.stop()
    }

    /// Tries until a server answers: it is started by another thread.
    private func reconnect(_ conninfo: String) throws -> Connection {
        try wait(until: "the server takes connections again") { try? connect(conninfo) }
    }

    @Test func `a server starts although its process file names another process`() throws {
        let place = Place()
        let conninfo = try place.server.start()
        place.server.stop()
        let stranger = Process()
        stranger.executableURL = URL(fileURLWithPath: "/bin/sleep")
        stranger.arguments = ["600"]
        stranger.standardOutput = FileHandle.nullDevice
        stranger.standardError = FileHandle.nullDevice
        try stranger.run()
        defer { kill(stranger.processIdentifier, SIGKILL) }
        let file = "\(place.directory)/postgres/postmaster.pid"
        try "\(stranger.processIdentifier)\n\(place.directory)/postgres\n".write(
            toFile: file,
            atomically: false,
            encoding: .utf8
        )
        #expect(try place.server.start() == conninfo)
        #expect(try connect(conninfo).execute("SELECT 1").count == 1)
    }

    @Test(arguments: [
        "with space", "it's \\ \"odd\"", "a,b", "é", String(repeating: "long", count: 30),
    ])
    func `a directory may have any path`(name: String) throws {
        let place = Place(name)
        let conninfo = try place.server.start()
        let sockets = try setting("unix_socket_directories", connect(conninfo))
        #expect(try place.other().start() == conninfo)
        place.server.stop()
        TestDirectory.remove(sockets)
    }

    @Test func `an interrupted first start begins again`() throws {
        let place = Place()
        let unfinished = "\(place.directory)/postgres.new"
        try FileManager.default.createDirectory(
            atPath: unfinished,
            withIntermediateDirectories: true
        )
        try "15".write(toFile: "\(unfinished)/PG_VERSION", atomically: false, encoding: .utf8)
        #expect(try connect(place.server.start()).execute("SELECT 1").count == 1)
        #expect(!FileManager.default.fileExists(atPath: unfinished))
    }

    @Test func `a directory with something else in its place is left alone`() throws {
        let place = Place()
        try FileManager.default.createDirectory(
            atPath: "\(place.directory)/postgres",
            withIntermediateDirectories: true
        )
        let error = #expect(throws: PrivateServerError.self) { try place.server.start() }
        #expect(error?.description.contains("holds no PostgreSQL data") == true)
    }

    @Test func `an error names the version of the data if it is not installed`() throws {
        let place = Place()
        let data = "\(place.directory)/postgres"
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        try "99\n".write(toFile: "\(data)/PG_VERSION", atomically: false, encoding: .utf8)
        #expect(throws: PrivateServerError.notInstalled(major: 99)) { try place.server.start() }
    }

    @Test func `a refused setting is reported with the reason`() throws {
        let place = Place(settings: ["shared_buffers": "a lot"])
        let error = #expect(throws: PrivateServerError.self) { try place.server.start() }
        #expect(error?.description.contains("shared_buffers") == true)
        #expect(error?.description.contains("\n") == false)
    }

    @Test(
        .enabled(if: geteuid() == 0, "only root can start it in a directory that others can't pass")
    )
    func `data below a directory that only root may pass are kept elsewhere`() throws {
        let place = Place()
        mkdir(place.directory, 0o700)
        let conninfo = try place.server.start()
        #expect(try connect(conninfo).execute("SELECT 1").count == 1)
        let link = try FileManager.default.destinationOfSymbolicLink(
            atPath: "\(place.directory)/postgres"
        )
        #expect(link.hasPrefix("/var/lib/tally/"))
        place.server.stop()
        #expect(try place.server.start() == conninfo)
    }
}
