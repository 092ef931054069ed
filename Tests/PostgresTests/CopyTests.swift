import Postgres
import TestSupport
import Testing

@Suite(.patient) struct `COPY` {
    private struct Stop: Error {}

    private static let schema = """
        CREATE TABLE t (a bigint, b int, c smallint, e text, f bytea, g uuid,
            h timestamptz, i json)
        """

    private func table() throws -> Connection {
        let connection = try TestDatabase().connect()
        try connection.script(Self.schema)
        return connection
    }

    /// A row of the table, one field of each type.
    private struct RowValue: Equatable {
        var integers: [Int64]
        var text: String
        var bytes: [UInt8] = [0, 1, 255]
        var uuid: [UInt64] = [.max, 2]
        var json = #"{"a":1}"#

        init(_ number: Int) {
            integers = [Int64(number), -1, 3, Int64(number)]
            text = "é\(number)"
        }

        init(_ row: inout CopyReader) throws {
            integers = [try row.int64(), Int64(try row.int32()), Int64(try row.int16())]
            text = try row.string()
            bytes = Array(try row.bytes())
            let (high, low) = try row.uuid()
            uuid = [high, low]
            integers.append(try row.timestamp())
            json = try row.string()
        }
    }

    private func writeRow(_ writer: inout CopyWriter, _ number: Int) {
        writer.row(fields: 8)
        writer.int64(Int64(number))
        writer.int32(-1)
        writer.int16(3)
        writer.text("é\(number)")
        writer.bytes([0, 1, 255])
        writer.uuid(high: .max, low: 2)
        writer.timestamp(Int64(number))
        writer.text(#"{"a":1}"# as StaticString)
    }

    @Test(arguments: [0, 1, 20_000])
    func `written rows are read unchanged`(count: Int) throws {
        let connection = try table()
        var writer = CopyWriter(capacity: 1)
        for number in 0..<count { writeRow(&writer, number) }
        writer.finish()
        let results = try connection.copyIn("COPY t FROM STDIN (FORMAT binary)", writer)
        #expect(results.last?.affected == count)
        var number = 0
        try connection.copyRows(
            "COPY (SELECT * FROM t ORDER BY a) TO STDOUT (FORMAT binary)",
            columns: 8
        ) { row in
            let value = try RowValue(&row)
            #expect(value == RowValue(number))
            let remaining = row.remaining
            #expect(remaining == 0)
            number += 1
        }
        #expect(number == count)
        #expect(connection.isIdle)
    }

    @Test func `NULL is written and read`() throws {
        let connection = try table()
        var writer = CopyWriter()
        writer.row(fields: 3)
        writer.int64(nil)
        writer.text(nil)
        writer.timestamp(nil)
        writer.finish()
        try connection.copyIn("COPY t (a, e, h) FROM STDIN (FORMAT binary)", writer)
        try connection.copyRows("COPY t (a, e, h) TO STDOUT (FORMAT binary)", columns: 3) { row in
            let (integer, text) = (try row.field(), try row.field())
            let time = try row.optionalTimestamp()
            #expect(integer == nil && text == nil && time == nil)
        }
    }

    @Test func `results before a COPY are returned before its data are sent`() throws {
        let connection = try table()
        let before = try connection.beginCopyIn(
            "BEGIN; SELECT 41 + 1; COPY t (a) FROM STDIN (FORMAT binary)"
        )
        #expect(try before[1].only().int64(0) == 42)
        var writer = CopyWriter()
        writer.row(fields: 1)
        writer.int64(5)
        writer.finish()
        // In pieces: their boundaries have no meaning.
        for byte in 0..<writer.bytes.count {
            try connection.putCopyData(UnsafeRawBufferPointer(rebasing: writer.bytes[byte...byte]))
        }
        try connection.endCopyIn()
        #expect(!connection.isIdle)
        try connection.commit()
        #expect(try connection.execute("SELECT a FROM t").only().int64(0) == 5)
    }

    @Test func `two COPYs and a COMMIT can be one script`() throws {
        let connection = try table()
        try connection.script("CREATE TABLE u (LIKE t)")
        var writer = CopyWriter()
        writeRow(&writer, 1)
        writer.finish()
        try connection.sendScript(
            """
            BEGIN; SELECT 1; COPY t FROM STDIN (FORMAT binary); COPY u FROM STDIN (FORMAT binary);
            SELECT count(*) FROM t, u; COMMIT
            """
        )
        #expect(try connection.resultsBeforeCopyIn().count == 2)
        try connection.putCopyData(writer.bytes)
        #expect(try connection.endCopyInBeforeNext().map(\.affected) == [1])
        try connection.putCopyData(writer.bytes)
        let rest = try connection.endCopyIn()
        #expect(rest.map(\.command) == ["COPY 1", "SELECT 1", "COMMIT"])
        #expect(try rest[1].only().int64(0) == 1)
    }

    @Test func `a violation during COPY is reported, and the connection stays`() throws {
        let connection = try table()
        try connection.script("CREATE UNIQUE INDEX t_a ON t (a)")
        var writer = CopyWriter()
        writeRow(&writer, 1)
        writeRow(&writer, 1)
        writer.finish()
        let error = #expect(throws: PostgresError.self) {
            try connection.copyIn("COPY t FROM STDIN (FORMAT binary)", writer)
        }
        #expect(error?.serverError?.constraint == "t_a")
        #expect(try connection.execute("SELECT a FROM t").isEmpty)
    }

    @Test func `an error before the COPY is reported before data are sent`() throws {
        let connection = try table()
        let error = #expect(throws: PostgresError.self) {
            try connection.beginCopyIn("SELECT 1 / 0; COPY t FROM STDIN (FORMAT binary)")
        }
        #expect(error?.serverError?.sqlState.code == "22012")
        #expect(throws: PostgresError.self) { try connection.beginCopyIn("SELECT 1") }
        #expect(connection.isIdle)
    }

    @Test func `an error of the reader ends the COPY and the connection stays`() throws {
        let connection = try table()
        var seen = 0
        #expect(throws: Stop.self) {
            try connection.copyOut("COPY (SELECT generate_series(1, 10000000)) TO STDOUT") { _ in
                seen += 1
                if seen == 10 { throw Stop() }
            }
        }
        #expect(seen == 10)
        #expect(try connection.execute("SELECT 1").count == 1)
    }

    @Test func `an error of the server in the middle of a COPY is thrown`() throws {
        let connection = try table()
        let error = #expect(throws: PostgresError.self) {
            try connection.copyOut(
                "COPY (SELECT 1 / (500 - n) FROM generate_series(1, 1000) AS n) TO STDOUT"
            ) { _ in }
        }
        #expect(error?.serverError?.sqlState.code == "22012")
        #expect(try connection.execute("SELECT 1").count == 1)
        #expect(throws: PostgresError.self) { try connection.copyOut("SELECT 1") { _ in } }
        #expect(throws: PostgresError.self) { try connection.copyOut("COPY x TO STDOUT") { _ in } }
    }

    @Test func `another number of columns is refused`() throws {
        let connection = try table()
        #expect(throws: PostgresError.decoding("COPY row has 2 columns, expected 1")) {
            try connection.copyRows("COPY (SELECT 1, 2) TO STDOUT (FORMAT binary)", columns: 1) {
                _ in
            }
        }
    }

    @Test func `data that are cut short anywhere are refused`() throws {
        var writer = CopyWriter()
        writeRow(&writer, 1)
        let whole = Array(writer.bytes)
        for count in 0..<whole.count {
            #expect(throws: PostgresError.self) {
                try Array(whole[..<count]).withUnsafeBytes { try read($0) }
            }
        }
        try whole.withUnsafeBytes { try read($0) }
    }

    private func read(_ bytes: UnsafeRawBufferPointer) throws {
        var reader = CopyReader(bytes)
        try reader.header()
        let fields = try reader.row()
        #expect(fields == 8)
        let value = try RowValue(&reader)
        #expect(value == RowValue(1))
    }

    @Test func `a writer is empty after a reset`() {
        var writer = CopyWriter()
        writeRow(&writer, 1)
        let first = Array(writer.bytes)
        let rows = Array(writer.rowBytes)
        writer.reset()
        writeRow(&writer, 1)
        #expect(Array(writer.bytes) == first)
        #expect(Array(first.dropFirst(19)) == rows)
    }
}
