import TestSupport
import Testing

@testable import Queries

@Suite(.patient) struct CSVWriterTests {
    private func cell(_ write: (inout CSVWriter) -> Void) -> String {
        var csv = CSVWriter(.standard, capacity: 16)
        csv.row(write)
        return String(decoding: csv.bytes, as: UTF8.self)
    }

    @Test(
        arguments: [
            (0, 2, "0.00"), (5, 2, "0.05"), (-5, 2, "-0.05"), (1_250, 2, "12.50"),
            (-100_000, 2, "-1000.00"), (7, 0, "7"), (-7, 0, "-7"), (1_234, 3, "1.234"),
            (12, 3, "0.012"),
            (.max, 2, "92233720368547758.07"), (.min, 2, "-92233720368547758.08"),
        ] as [(Int64, Int, String)]
    )
    func `minor units are written as an exact decimal`(value: Int64, digits: Int, text: String) {
        #expect(cell { $0.decimal(value, digits: digits) } == text + "\r\n")
    }

    @Test(arguments: [
        ("", ""), ("tea", "tea"), ("чай", "чай"), ("a, b", "\"a, b\""),
        ("a \"b\"", "\"a \"\"b\"\"\""), ("a\nb", "\"a\nb\""), ("a\rb", "\"a\rb\""), ("a=1", "a=1"),
        ("a;=1", "\"a;=1\""), ("a\t=1", "\"a\t=1\""),
    ])
    func `a text is quoted only where some program would split it`(text: String, expected: String) {
        #expect(cell { $0.text(text) } == expected + "\r\n")
    }

    @Test(arguments: [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"),
        (" =1", "' =1"), ("\t=1", "\"'\t=1\""), ("\n=1", "\"'\n=1\""), ("\u{FF1D}1", "'\u{FF1D}1"),
        ("\u{200B}=1", "'\u{200B}=1"), ("=\u{0338}1", "'=\u{0338}1"),
        ("=HYPERLINK(\"a\",\"b\")", "\"'=HYPERLINK(\"\"a\"\",\"\"b\"\")\""),
    ])
    func `a text that a spreadsheet would calculate gets an apostrophe`(
        text: String,
        expected: String
    ) {
        #expect(cell { $0.text(text) } == expected + "\r\n")
    }

    @Test func `cells are separated by commas and rows end with CRLF`() {
        var csv = CSVWriter(.standard, capacity: 16)
        csv.row { row in
            row.number(-5)
            row.text("")
            row.time(1_767_323_045_000_000)
        }
        csv.row { $0.text("a") }
        #expect(String(decoding: csv.bytes, as: UTF8.self) == "-5,,2026-01-02T03:04:05Z\r\na\r\n")
    }
}
