import Entities
import TestSupport
import Testing

@testable import Model
@testable import Settings
@testable import Text
@testable import Tool

/// 13: what `tally transfers` reads from a file.
@Suite("13: transfers from a file, read", .patient)
struct TransferFileTests {
    private func file(_ text: String, payer: String? = nil) throws(FileProblem) -> TransferFile {
        let payer = payer.flatMap { NamedParty($0) }
        return try TransferFile(Array(text.utf8), .init(currency: .rub, payer: payer))
    }

    @Test(arguments: TransferFileCase.all)
    func `a file is read as the table says`(_ one: TransferFileCase) {
        do throws(FileProblem) {
            #expect(try file(one.text).lines.map(\.summary) == one.expected)
        } catch {
            #expect([error.summary] == one.expected)
        }
    }

    @Test func `every problem that a file alone shows is in the table`() {
        let words = Set(
            TransferFileCase.all.flatMap(\.expected).flatMap { $0.split(separator: " ") }
        )
        let later: Set<LineProblem> = [.noPayer, .payerUnknown, .receiverUnknown]
        for problem in LineProblem.allCases where !later.contains(problem) {
            #expect(words.contains(Substring(problem.rawValue)), "\(problem)")
        }
        for kind in FileProblem.Kind.allCases where kind != .notText && kind != .tooLarge {
            #expect(words.contains(Substring(kind.rawValue)), "\(kind)")
        }
    }

    @Test func `other encodings and files that are too large are refused`() {
        let defaults = TransferFile.Defaults(currency: .rub, payer: nil)
        #expect(throws: FileProblem(.notText)) {
            // Windows-1251, as spreadsheets save it where nobody asks for UTF-8.
            try TransferFile(Array("receiver,amount,memo\nbob,3,".utf8) + [0xCE, 0xE1], defaults)
        }
        #expect(throws: FileProblem(.notText)) {
            try TransferFile([0xFF, 0xFE] + Array("receiver".utf8).flatMap { [$0, 0] }, defaults)
        }
        #expect(throws: FileProblem(.tooLarge)) {
            try TransferFile(
                Array(repeating: 0x20, count: TransferFile.mostBytes + 1),
                defaults
            )
        }
    }

    @Test func `the mark is that of the transfers, not of how the file is written`() throws {
        let mark = try file("receiver,amount,memo\nbob,12.50,Tea\n#7,1\n").mark
        #expect(mark.count == 32)
        for same in [
            "receiver;amount;memo\r\n\"Bob\";12,5;Tea\r\n\r\n#7;1,00;\r\n",
            "\u{FEFF}memo,currency,receiver,amount\nTea,rub,BOB,12.50\n,,#7,1.0\n",
        ] {
            #expect(try file(same).mark == mark)
        }
        for other in [
            "receiver,amount,memo\nbob,12.51,Tea\n#7,1\n",
            "receiver,amount,memo\nbob,12.50,tea\n#7,1\n",
            "receiver,amount,memo\n#7,1\nbob,12.50,Tea\n",
            "receiver,amount,memo\nbob,12.50,Tea\n#7,1\n#7,1\n",
            "receiver,amount,memo,from\nbob,12.50,Tea,eve\n#7,1,,\n",
            "receiver,amount,memo,currency\nbob,12.50,Tea,USD\n#7,1,,\n",
        ] {
            #expect(try file(other).mark != mark)
        }
        #expect(
            try file("receiver,amount\nbob,1\n", payer: "eve").mark
                == file("receiver,amount,from\nbob,1,Eve\n").mark
        )
    }

    @Test func `the key is the mark's, and another one for each name of a payment`() throws {
        let file = try file("receiver,amount\nbob,12.50\n")
        #expect(file.key(named: nil).key == "transfers-\(file.mark)")
        #expect(file.key(named: "2").key == "transfers-\(file.mark)-2")
        #expect(file.key(named: "2").fingerprint == file.key(named: nil).fingerprint)
    }

    @Test func `every problem has a sentence`() throws {
        let line = try #require(try file("receiver,amount\nbob,3\n").lines.first)
        for problem in LineProblem.allCases { #expect(line.text(problem).count > 8) }
        for kind in FileProblem.Kind.allCases {
            let problem = FileProblem(kind, line: 3, name: "amount")
            #expect("\(problem)".hasSuffix(".") && "\(problem)".count > 20)
        }
    }

    @Test func `what is printed of a file's cells controls no terminal`() throws {
        let escaped = "\\u{1B}[31mq\\u{202E}"
        let problem = #expect(throws: FileProblem.self) {
            try file("receiver,amount,\u{1B}[31mQ\u{202E}\nbob,3,\n")
        }
        #expect("\(try #require(problem))".contains("\\u{1B}[31mQ\\u{202E}"))
        let currency = try file("receiver,amount,currency\nbob,3,\u{1B}[31mq\u{202E}\n")
        let memo = try file("receiver,amount,memo\nbob,3,\"\u{200E}a\n\tb\"\n")
        let wrong = TransferReport(file: currency, payers: []).preview.joined(separator: "\n")
        let right = TransferReport(file: memo, payers: []).preview.joined(separator: "\n")
        #expect(wrong.contains("there is no currency \"\(escaped)\""))
        #expect(right.contains("  \u{200E}a b"))
    }

    @Test(arguments: [
        ("1,250", "1250 or 1.25"), ("1,000", "1000 or 1"), ("12,345", "12345 or 12.345"),
    ])
    func `an ambiguous amount is shown in both meanings`(amount: String, meanings: String) throws {
        let line = try #require(try file("receiver;amount\nbob;\(amount)\n").lines.first)
        #expect(line.text(.amountAmbiguous).contains("\(amount) may mean \(meanings):"))
    }

    @Test(arguments: [
        (Int128(0), "0.00 RUB"), (5, "0.05 RUB"), (1_250, "12.50 RUB"), (-1, "-0.01 RUB"),
        (Int128(Int64.max) * 10_000, "922337203685477580700.00 RUB"),
    ])
    func `sums are shown in units of the currency`(units: Int128, text: String) {
        #expect(Currency.rub.text(units) == text)
    }

    @Test func `currencies have their own digits`() throws {
        #expect(try #require(Currency("JPY")).text(1_250) == "1250 JPY")
        #expect(try #require(Currency("KWD")).text(1_250) == "1.250 KWD")
    }
}

extension TransferFile.Line {
    /// As the table has it.
    fileprivate var summary: String {
        guard problems.isEmpty else {
            return "\(number)! " + problems.map(\.rawValue).joined(separator: " ")
        }
        let memo = given[.memo].map { " " + $0.replacing("\n", with: "⏎") } ?? ""
        let reference = given[.reference].map { " =" + $0 } ?? ""
        let units = units.map { "\($0)" } ?? ""
        return "\(number): \(payer?.text ?? "-") > \(receiver?.text ?? "-") "
            + "\(units) \(currency)\(memo)\(reference)"
    }
}

extension FileProblem {
    /// As the table has it.
    fileprivate var summary: String {
        ["file!", kind.rawValue, line.map { "\($0)" } ?? "", name].filter { !$0.isEmpty }
            .joined(separator: " ")
    }
}
