import Postgres
import TestSupport
import Testing

@testable import Text

@Suite(.patient) struct `Values on the wire` {
    @Test func `every type comes back as it was sent`() throws {
        let connection = try TestDatabase().connect()
        let row = try connection.execute(
            """
            SELECT $1, $2, (-7)::int2, $3, $4, $5, '00000000-0000-0001-ffff-fffffffffff0'::uuid,
                $6, $7
            """,
            [
                .int64(.min), .int32(.max), .bool(true), .text("a'\\\u{1F600}é"),
                .bytes([0, 255, 7]), .timestamp(-1), .json(Array(#"{"a": 1}"#.utf8)),
            ]
        ).only()
        #expect(try row.int64(0) == .min)
        #expect(try row.int32(1) == .max)
        #expect(try row.int16(2) == -7)
        #expect(try row.bool(3))
        #expect(try row.string(4) == "a'\\\u{1F600}é")
        #expect(try row.bytes(5) == [0, 255, 7])
        #expect(try row.uuid(6) == (1, 0xFFFF_FFFF_FFFF_FFF0))
        #expect(try row.timestamp(7) == -1)
        #expect(try row.string(8) == #"{"a": 1}"#)
    }

    @Test func `NULL of every type comes back as nil`() throws {
        let connection = try TestDatabase().connect()
        let row = try connection.execute(
            "SELECT $1, $2, $3, $4, NULL::uuid, $5",
            [.int64(nil), .bool(nil), .text(nil), .bytes(nil), .timestamp(nil)]
        ).only()
        #expect(try row.optionalInt64(0) == nil)
        #expect(row.isNull(1) && row.isNull(3))
        #expect(try row.optionalString(2) == nil)
        #expect(try row.optionalUUID(4) == nil)
        #expect(try row.optionalTimestamp(5) == nil)
        #expect(row.isNull(0))
        #expect(throws: PostgresError.self) { try row.int64(0) }
    }

    @Test func `empty text and bytes are not NULL`() throws {
        let connection = try TestDatabase().connect()
        let row = try connection.execute("SELECT $1, $2", [.text(""), .bytes([])]).only()
        #expect(try row.string(0) == "")
        #expect(try row.bytes(1) == [])
    }

    @Test func `arrays become rows by unnest`() throws {
        let connection = try TestDatabase().connect()
        var arguments = Arguments()
        arguments.append([1, 2, 3] as [Int64])
        arguments.append(["a", nil, ""] as [String?])
        arguments.append(timestamps: [0, 1_000_000, -1])
        arguments.append(["x", "y", "z"])
        arguments.append([1, nil, 3] as [Int64?])
        let rows = try connection.execute(
            "SELECT * FROM unnest($1, $2, $3, $4, $5) AS t (a, b, c, d, e)",
            arguments
        )
        #expect(rows.count == 3)
        #expect(try rows.map { try $0.int64(0) } == [1, 2, 3])
        #expect(try rows.map { try $0.optionalString(1) } == ["a", nil, ""])
        #expect(try rows.map { try $0.timestamp(2) } == [0, 1_000_000, -1])
        #expect(try rows.map { try $0.string(3) } == ["x", "y", "z"])
        #expect(try rows.map { try $0.optionalInt64(4) } == [1, nil, 3])
    }

    @Test func `an empty array makes no rows`() throws {
        let connection = try TestDatabase().connect()
        #expect(
            try connection.execute("SELECT unnest($1)", [.int64s([])]).isEmpty
        )
    }

    @Test func `a script's text results decode like binary ones`() throws {
        let connection = try TestDatabase().connect()
        let results = try connection.script(
            """
            SELECT 42::bigint, true, '\\x00ff'::bytea, '2024-05-06 07:08:09.25+00'::timestamptz,
                '00000000-0000-0001-0000-000000000002'::uuid, NULL::bigint;
            SELECT '1969-12-31 23:59:59.999999Z'::timestamptz, 'x'
            """
        )
        #expect(results.count == 2)
        let row = try results[0].only()
        #expect(try row.int64(0) == 42)
        #expect(try row.bool(1))
        #expect(try row.bytes(2) == [0, 255])
        #expect(try row.timestamp(3) == 1_714_979_289_250_000)
        #expect(try row.uuid(4) == (1, 2))
        #expect(try row.optionalInt64(5) == nil)
        #expect(try results[1].only().timestamp(0) == -1)
    }

    @Test func `a value of another type is refused, with the column's name`() throws {
        let connection = try TestDatabase().connect()
        let row = try connection.execute("SELECT now() AS moment, 70000::int4 AS many").only()
        #expect(throws: PostgresError.decoding("column moment is no integer (type 1184)")) {
            try row.int64(0)
        }
        #expect(throws: PostgresError.self) { try row.int16(1) }
        #expect(throws: PostgresError.self) { try row.int64(2) }
    }

    @Test(
        arguments: [
            0, 1, -1, 951_782_400_000_000, 1_709_164_800_000_000, 253_402_300_799_999_999,
            -62_135_596_800_000_000,
        ] as [Int64]
    )
    func `a time has the same text as in PostgreSQL`(microseconds: Int64) throws {
        let connection = try TestDatabase().connect()
        let row = try connection.execute(
            """
            SELECT to_char($1 AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') , $1
            """,
            [.timestamp(microseconds)]
        ).only()
        var bytes: [UInt8] = []
        TimestampText.append(microseconds, to: &bytes)
        let text = String(decoding: bytes, as: UTF8.self)
        let expected = try row.string(0)
        let short = expected.hasSuffix(".000000") ? String(expected.dropLast(7)) : expected
        #expect(text == short + "Z")
        #expect(try row.timestamp(1) == microseconds)
        let again = try connection.script("SELECT '\(text)'::timestamptz")[0].only()
        #expect(try again.timestamp(0) == microseconds)
    }
}
