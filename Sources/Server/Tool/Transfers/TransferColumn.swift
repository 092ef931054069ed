import API
import Model

/// A column of a file of transfers.
///
/// The file's first row has their names, in any order. Their order here is that of the preview, of
/// the results and of the mark of a file: a new column comes last.
enum TransferColumn: String, CaseIterable {
    case from
    case receiver
    case amount
    case currency
    case memo
    case reference

    /// All that is particular to a column.
    private struct Row {
        var isRequired = false
        /// For the help and the manual page.
        let meaning: String
        /// The rule of a text that is sent as it is, and the problem of one that breaks it.
        var text: (rule: TextRule, problem: LineProblem)?
        /// One form of what a line says there, for the mark of the file; nil if it says nothing.
        let said: (TransferFile.Line) -> String?
    }

    private var row: Row {
        switch self {
        case .from:
            Row(meaning: "who pays: a user name, or a user's number as #12") { $0.payer?.text }
        case .receiver:
            Row(isRequired: true, meaning: "who is paid, named in the same way; required") {
                $0.receiver?.text
            }
        case .amount:
            Row(
                isRequired: true,
                meaning: "in units of the currency, as 12.50 or 12,50; required"
            ) { line in line.units.map { "\($0)" } }
        case .currency:
            Row(meaning: "an ISO 4217 code (default TALLY_CURRENCY, RUB)") { $0.currency.code }
        case .memo:
            Row(meaning: "at most 200 characters", text: (.memo, .memo)) { $0.given[.memo] }
        case .reference:
            Row(
                meaning: "what you call the transfer, at most 64 characters",
                text: (.reference, .reference)
            ) { $0.given[.reference] }
        }
    }

    var isRequired: Bool { row.isRequired }

    var meaning: String { row.meaning }

    func said(by line: TransferFile.Line) -> String? { row.said(line) }

    /// What is wrong with a text that is sent as it is; nil for other columns.
    func problem(of text: String) -> LineProblem? {
        row.text.flatMap { $0.rule.complaint(text) == nil ? nil : $0.problem }
    }
}

/// The rules of a file of transfers in sentences.
enum TransferRules {
    /// Paragraphs for the help and the manual page.
    static let paragraphs = [
        """
        FILE is CSV in UTF-8, from any spreadsheet: a first row with the names of the columns, then
        one transfer in each row. Commas or semicolons separate, quotes enclose a cell that has one
        in it. Empty rows are left out; numbers of lines are those of the file. At most 10,000
        transfers.
        """,
        """
        Every line is checked first, and nothing is sent before all lines are right. Then each
        transfer is done or refused for itself, in the order of the file, so that one may spend
        what an earlier one has brought.
        """,
        """
        The same transfers in the same order are paid once, however often they are sent: their
        mark, which is made of them, is the idempotency key, and its answers are kept for ever. So
        an interrupted command is given again as it was, and goes on, also if a user in the file was
        deleted meanwhile: what is left of that user's transfers is refused. To pay the same file
        once more, name that payment with --again NAME; the same NAME again pays nothing twice.
        Marks count for each sender: what an administrator sends in the pages is another payment.
        """,
    ]
}

/// What is wrong with a file as a whole.
struct FileProblem: Error, Equatable, CustomStringConvertible {
    /// The words are those of the page's texts.
    enum Kind: String, CaseIterable {
        case tooLarge = "too-large"
        case notText = "not-text"
        case openQuote = "open-quote"
        case afterQuote = "after-quote"
        case noLines = "no-lines"
        case unknownColumn = "unknown-column"
        case repeatedColumn = "repeated-column"
        case missingColumn = "missing-column"
        case tooManyLines = "too-many-lines"
    }

    let kind: Kind
    /// The line of the file; nil if it is about all of it.
    let line: Int?
    /// The column that it is about.
    let name: String

    init(_ kind: Kind, line: Int? = nil, name: String = "") {
        (self.kind, self.line, self.name) = (kind, line, name)
    }

    var description: String {
        let place = line.map { "Line \($0): " } ?? ""
        let columns = TransferColumn.allCases.map(\.rawValue).joined(separator: ", ")
        switch kind {
        case .tooLarge: return "The file is larger than 8 MiB: divide it."
        case .notText: return "The file is not UTF-8: save it as \"CSV UTF-8\"."
        case .openQuote: return place + "a quote is opened here and never closed."
        case .afterQuote: return place + "between a closing quote and the separator is more text."
        case .noLines:
            return "The file has no transfers: the first row names the columns, \(columns)."
        case .unknownColumn:
            return place + "there is no column \"\(name.printable)\". The columns are \(columns)."
        case .repeatedColumn: return place + "the column \(name) is there twice."
        case .missingColumn: return place + "the column \(name) is missing."
        case .tooManyLines: return "The file has more than 10000 transfers: divide it."
        }
    }
}
