import Postgres
import TestSupport
import Testing

@testable import Model
@testable import Queries

@Suite(.patient) struct StatementTests {
    private let fixture: QueryFixture
    /// 2026-01-02 and 2026-01-03, 00:00 UTC.
    private let day: Int64 = 1_767_312_000_000_000
    private let next: Int64 = 1_767_398_400_000_000

    init() throws {
        fixture = try QueryFixture()
        try fixture.database.owner.script(
            """
            INSERT INTO log.batches VALUES
                (40, 1, sha256(''), sha256(''), '2026-01-02 05:00Z'),
                (41, 41, sha256(''), sha256(''), '2026-01-03Z');
            INSERT INTO read.transactions VALUES
                (5, 'opening_grant', -1, 3, 100000, 'RUB', NULL, NULL, 'posted', '2026-01-01Z'),
                (8, 'transfer', 3, 7, 5000, 'RUB', '=1+1', NULL, 'posted', '2026-01-02 05:00Z'),
                (11, 'transfer', 3, 7, 250, 'RUB', 'tea, "green"', NULL, 'posted', '2026-01-02Z'),
                (13, 'transfer', 9, 3, 7, 'RUB', NULL, NULL, 'posted', '2026-01-02 01:00Z'),
                (15, 'transfer', 9, 3, 7, 'EUR', NULL, NULL, 'posted', '2026-01-02 01:00Z'),
                (30, 'transfer', 7, 3, 1, 'RUB', NULL, NULL, 'posted', '2026-01-03Z');
            INSERT INTO read.pending_transfers VALUES
                (8, 3, 7, 6000, 'RUB', '=1+1', 'posted', 5000, '2026-02-01Z', '2026-01-01Z',
                    '2026-01-02 05:00Z', 20),
                (31, 3, 7, 6000, 'RUB', NULL, 'pending', NULL, '2026-02-01Z', '2026-01-02Z',
                    NULL, NULL);
            UPDATE read.transactions SET position = 18, reference = 'INV, 8' WHERE id = 8
            """
        )
    }

    private func ask(_ format: StatementPeriod.Format) throws -> Answer {
        let period = StatementPeriod(
            currency: .rub,
            digits: 2,
            from: day,
            to: next,
            format: format
        )
        return try #require(try fixture.ask(.statement(QueryFixture.ann, period)))
    }

    @Test
    func `a statement has the lines of its period and currency, in the order in which money moved`()
        throws
    {
        let answer = try ask(.json)
        #expect(answer.media == .json)
        #expect(answer.asOf == 40)
        #expect(
            answer.text
                == #"{"currency":"RUB","from":"2026-01-02T00:00:00Z","to":"2026-01-03T00:00:00Z","#
                + #""opening_balance":100000,"lines":["#
                + #"{"id":11,"timestamp":"2026-01-02T00:00:00Z","type":"transfer","#
                + #""counterparty_id":7,"counterparty":"bob","amount":-250,"balance":99750,"#
                + #""memo":"tea, \"green\"","order_id":null,"reverses":null,"reversed_by":null,"#
                + #""exchange_id":null,"rate":null,"reference":null},"#
                + #"{"id":13,"timestamp":"2026-01-02T01:00:00Z","type":"transfer","#
                + #""counterparty_id":9,"counterparty":null,"amount":7,"balance":99757,"#
                + #""memo":null,"order_id":null,"reverses":null,"reversed_by":null,"#
                + #""exchange_id":null,"rate":null,"reference":null},"#
                + #"{"id":8,"timestamp":"2026-01-02T05:00:00Z","type":"transfer","#
                + #""counterparty_id":7,"counterparty":"bob","amount":-5000,"balance":94757,"#
                + #""memo":"=1+1","order_id":null,"reverses":null,"reversed_by":null,"#
                + #""exchange_id":null,"rate":null,"reference":"INV, 8"}],"#
                + #""closing_balance":94757,"position":40}"#
        )
    }

    @Test func `a statement in CSV has the same lines with exact decimals, and a file name`() throws
    {
        let answer = try ask(.csv(.standard))
        #expect(
            answer.media
                == .csv(fileName: "statement-RUB-20260102T000000Z-20260103T000000Z.csv")
        )
        #expect(
            answer.text == """
                id,timestamp,type,counterparty_id,counterparty,amount,balance,currency,memo,order_id,\
                reverses,reversed_by,exchange_id,rate,reference\r
                ,2026-01-02T00:00:00Z,opening_balance,,,,1000.00,RUB,,,,,,,\r
                11,2026-01-02T00:00:00Z,transfer,7,bob,-2.50,997.50,RUB,"tea, ""green""\",,,,,,\r
                13,2026-01-02T01:00:00Z,transfer,9,,0.07,997.57,RUB,,,,,,,\r
                8,2026-01-02T05:00:00Z,transfer,7,bob,-50.00,947.57,RUB,'=1+1,,,,,,"INV, 8"\r
                ,2026-01-03T00:00:00Z,closing_balance,,,,947.57,RUB,,,,,,,\r

                """
        )
    }

    @Test(arguments: [0, 1, 2].map { StatementQuery.limit + $0 - 1 } + [25_000])
    func `number 15: a statement of any length is one document, in parts where it is long`(
        _ count: Int
    ) throws {
        try fixture.database.owner.script(
            """
            INSERT INTO read.transactions
                (id, type, sender_id, receiver_id, amount, currency, status, recorded_at)
            SELECT n, 'transfer', 9, 7, 1, 'EUR', 'posted', '2026-01-02Z'
            FROM generate_series(1000, 999 + \(count)) AS n
            """
        )
        for format in [StatementPeriod.Format.json, .csv(.standard)] {
            let period = StatementPeriod(
                currency: .eur,
                digits: 2,
                from: day,
                to: next,
                format: format
            )
            let answer = try #require(try fixture.ask(.statement(QueryFixture.bob, period)))
            #expect((answer.rest != nil) == (count > StatementQuery.limit))
            var bytes = answer.body
            var rest = answer.rest
            while let following = rest {
                let part = try QueryRunner.next(following, fixture.database.queries)
                bytes += part.bytes
                rest = part.rest
            }
            switch format {
            case .json:
                struct Document: Decodable {
                    struct Line: Decodable {
                        let id: Int
                        let balance: Int
                    }

                    let openingBalance: Int
                    let lines: [Line]
                    let closingBalance: Int
                }
                let document = try decoded(Document.self, from: bytes)
                #expect(document.lines.map(\.id) == Array(1_000..<(1_000 + count)))
                #expect(document.lines.map(\.balance) == Array(1...count))
                #expect(document.closingBalance == count)
            case .csv:
                let rows = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
                #expect(rows.count == count + 3)
                #expect(rows[1].contains("opening_balance,,,,0.00"))
                #expect(
                    rows.dropFirst(2).dropLast().map { Int($0.prefix { $0 != "," }) }
                        == Array(1_000..<(1_000 + count))
                )
                #expect(rows.last?.contains("closing_balance") == true)
            }
        }
    }

    private static let odd = ["a;=1+1", "b,+2", "c\t@d", "plain", "e=f"]

    private func firstMemoCells(_ form: CSVForm) throws -> [String] {
        let rows = Self.odd.enumerated().map { index, memo in
            "(\(200 + index), 'transfer', 9, 3, 1234567, 'RUB', E'\(memo.replacing("\t", with: "\\t"))', "
                + "NULL, 'posted', '2026-01-02 06:00Z')"
        }
        try fixture.database.owner.script(
            "INSERT INTO read.transactions VALUES \(rows.joined(separator: ", "))"
        )
        let lines = try ask(.csv(form)).text.split(separator: "\r\n")
        return lines.filter { $0.hasPrefix("20") || $0.hasPrefix("\u{FEFF}20") }.map(String.init)
    }

    @Test
    func `23: cells are separated as asked for, and quoted where any program would split them`()
        throws
    {
        let form = CSVForm(separator: .semicolon, decimal: .comma, hasMark: true)
        #expect(
            try ask(.csv(form)).body.starts(with: [0xEF, 0xBB, 0xBF] + Array("id;timestamp;".utf8))
        )
        let lines = try firstMemoCells(form)
        let start = ";2026-01-02T06:00:00Z;transfer;9;;12345,67;"
        #expect(lines.first?.hasPrefix("200\(start)") == true)
        #expect(lines.first?.contains(#";RUB;"a;=1+1";;"#) == true)
        #expect(lines[1].contains(#";RUB;"b,+2";;"#))
        #expect(lines[2].contains(";RUB;\"c\t@d\";;"))
        #expect(lines[3].contains(";RUB;plain;;"))
        #expect(lines[4].contains(";RUB;e=f;;"))
    }

    @Test func `23: an amount with the separator in it is quoted`() throws {
        let form = CSVForm(separator: .comma, decimal: .comma, hasMark: false)
        let lines = try firstMemoCells(form)
        #expect(lines.first?.contains(#",transfer,9,,"12345,67","#) == true)
        #expect(lines.first?.contains(#",RUB,"a;=1+1",,"#) == true)
    }
}
