import Glibc
import TestSupport
import Testing

@testable import Node
@testable import Postgres
@testable import Text

/// Number 15: statements of more lines than are held in memory.
@Suite(.patient) struct LongStatementTests {
    private static let lines = 45_000
    private let node: RunningNode
    private let user: SignedIn
    private let path = "/statement?from=2020-01-01&to=2021-01-01"

    init() throws {
        node = try RunningNode()
        user = try node.user()
        // Received and sent in turns, behind one another: after line n the balance is n mod 2.
        try node.database.connect().script(
            """
            INSERT INTO read.transactions
                (id, position, type, sender_id, receiver_id, amount, currency, memo, status,
                    recorded_at)
            SELECT 1000000 + n, 1000000 + n, 'transfer',
                CASE WHEN n % 2 = 0 THEN \(user.id) ELSE -1 END,
                CASE WHEN n % 2 = 0 THEN -1 ELSE \(user.id) END, 1, 'RUB', 'line ' || n, 'posted',
                '2020-03-01Z'::timestamptz + n * interval '1 second'
            FROM generate_series(1, \(Self.lines)) AS n
            """
        )
    }

    private func client(receiveBytes: Int32? = nil) throws -> HTTPClient {
        try HTTPClient(port: node.node.port, receiveBytes: receiveBytes)
    }

    private func ask(_ client: HTTPClient, _ query: String = "") throws -> HTTPClient.Answer {
        try client.write(
            Array(
                ("GET \(path)\(query) HTTP/1.1\r\nHost: x\r\n"
                    + "Authorization: Bearer \(user.token)\r\n\r\n").utf8
            )
        )
        return try client.readAnswer()
    }

    @Test func `every line comes once, in order, as one JSON document`() throws {
        let client = try client()
        let head = try ask(client)
        #expect(head.status == 200)
        #expect(head.headers["transfer-encoding"] == "chunked")
        #expect(head.headers["etag"] == nil)
        let object = try JSONObject(try client.readChunks())
        guard case .array(let lines)? = object["lines"] else {
            Issue.record("no lines")
            return
        }
        #expect(lines.count == Self.lines)
        for (index, line) in lines.enumerated() {
            guard case .object(let line) = line else { continue }
            #expect(line["memo"] == .string("line \(index + 1)"))
            #expect(line["balance"] == .integer(Int64((index + 1) % 2)))
        }
        #expect(object["opening_balance"] == .integer(0))
        #expect(object["closing_balance"] == .integer(Int64(Self.lines % 2)))
    }

    @Test func `it is one CSV file`() throws {
        let client = try client()
        #expect(try ask(client, "&format=csv").headers["content-type"] == "text/csv; charset=utf-8")
        let text = String(decoding: try client.readChunks(), as: UTF8.self)
        let rows = text.split(separator: "\r\n")
        #expect(rows.count == Self.lines + 3)
        #expect(rows[1].contains("opening_balance"))
        for index in [1, 9_999, 10_000, 10_001, 20_000, Self.lines] {
            #expect(rows[index + 1].contains("line \(index)"))
        }
        #expect(rows.last?.contains("closing_balance") == true)
    }

    @Test func `an error midway is seen by the client`() throws {
        let client = try client(receiveBytes: 4_096)
        #expect(try ask(client).status == 200)
        // The client has not read the first part, so that the last one can't be made yet.
        try node.database.connect().script("ALTER TABLE read.transactions RENAME TO gone")
        #expect(throws: HTTPClient.Lost.self) { try client.readChunks() }
    }
}

private struct BrokenChunks: Error {}

extension HTTPClient {
    /// The body of an answer in chunks, to its last chunk; throws if the connection ends before it.
    fileprivate func readChunks() throws -> [UInt8] {
        var body: [UInt8] = []
        while true {
            guard let size = Int(try readLine(), radix: 16) else { throw BrokenChunks() }
            body += try readBytes(size)
            guard try readLine().isEmpty else { throw BrokenChunks() }
            if size == 0 { return body }
        }
    }
}
