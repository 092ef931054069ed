import Events
import Glibc
import Postgres
import TestSupport
import Testing

@testable import API
@testable import Model
@testable import Node
@testable import Operations
@testable import Runtime
@testable import Text

@Suite(.patient) struct RequestLogTests {
    private let id = UUID128(high: 1, low: 2)

    private func lines(_ bytes: [UInt8]?) throws -> [JSONObject] {
        try String(decoding: bytes ?? [], as: UTF8.self).split(separator: "\n").map {
            try JSONObject(Array($0.utf8))
        }
    }

    @Test func `a line has the request, its user, its outcome and its duration`() throws {
        var log = RequestLog(limitPerSecond: 10)
        let record = RequestRecord(
            startedAt: 0,
            route: Route(named: "confirmHold"),
            user: UserID(7)
        )
        log.add(record, status: 409, position: 12, nanoseconds: 1_234_567, id: id)
        let line = try #require(try lines(log.take()).first)
        #expect(line["event"] == .string("request"))
        #expect(line["request_id"] == .string("00000000-0000-0001-0000-000000000002"))
        #expect(line["route"] == .string("POST /holds/{id}/confirm"))
        #expect(line["status"] == .integer(409))
        #expect(line["duration_us"] == .integer(1_234))
        #expect(line["user"] == .integer(7))
        #expect(line["position"] == .integer(12))
        #expect(log.take() == nil)
    }

    @Test func `a line has the caller's own id`() throws {
        var log = RequestLog(limitPerSecond: 10)
        let own = UUID128(high: 3, low: 4)
        log.add(
            RequestRecord(startedAt: 0, correlation: own),
            status: 404,
            position: nil,
            nanoseconds: 1,
            id: id
        )
        #expect(try lines(log.take()).first?["request_id"] == .string(own.text))
    }

    @Test func `requests beyond the limit are left out, except failures of the service`() throws {
        var log = RequestLog(limitPerSecond: 1)
        for status in [200, 200, 500, 503] as [UInt16] {
            log.add(
                RequestRecord(startedAt: 0),
                status: status,
                position: nil,
                nanoseconds: 1,
                id: id
            )
        }
        let statuses = try lines(log.take()).compactMap { $0["status"] }
        // A new second may have begun in between: then one more is written.
        #expect(statuses.filter { $0 == .integer(200) }.count <= 2)
        #expect(statuses.suffix(2) == [.integer(500), .integer(503)])
    }

    @Test func `even failures of the service have a limit`() throws {
        var log = RequestLog(limitPerSecond: 1)
        let limit = RequestLog.failuresPerSecond
        for _ in 0..<(20 * limit) {
            log.add(
                RequestRecord(startedAt: 0),
                status: 503,
                position: nil,
                nanoseconds: 1,
                id: id
            )
        }
        let statuses = try lines(log.take()).compactMap { $0["status"] }
        // A new second may have begun in between.
        #expect((limit...(3 * limit)).contains(statuses.count))
    }

    @Test func `with a limit of zero only failures of the service are written`() throws {
        var log = RequestLog(limitPerSecond: 0)
        for status in [200, 409, 500] as [UInt16] {
            log.add(
                RequestRecord(startedAt: 0),
                status: status,
                position: nil,
                nanoseconds: 1,
                id: id
            )
        }
        #expect(try lines(log.take()).map { $0["status"] } == [.integer(500)])
    }

    @Test func `a full file is put aside, and a limited number is kept`() throws {
        let directory = TestDirectory.make("log")
        defer { TestDirectory.remove(directory) }
        let path = "\(directory)/tally.log"
        var file = try RotatingFile(path, limitBytes: 10, kept: 2)
        for line in ["first\n", "second\n", "third\n", "fourth\n"] { file.write(Array(line.utf8)) }
        func text(_ path: String) -> String? {
            guard let stream = fopen(path, "r") else { return nil }
            defer { fclose(stream) }
            var bytes = [UInt8](repeating: 0, count: 100)
            let count = fread(&bytes, 1, bytes.count, stream)
            return String(decoding: bytes[..<count], as: UTF8.self)
        }
        #expect(text(path) == "fourth\n")
        #expect(text("\(path).1") == "third\n")
        #expect(text("\(path).2") == "second\n")
        #expect(text("\(path).3") == nil)
        var facts = stat()
        #expect(stat(path, &facts) == 0)
        #expect(facts.st_mode & 0o077 == 0)
    }

    @Test func `a file that can't be written is reported`() {
        #expect(throws: Complaint.self) {
            try RotatingFile("/nowhere/tally.log", limitBytes: 10, kept: 1)
        }
    }
}
