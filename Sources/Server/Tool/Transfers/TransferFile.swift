import API
import Commands
import Crypto
import Model
import Text

/// A user as a cell names one.
enum NamedParty: Hashable {
    /// A user name in lower case.
    case name(String)
    /// The number that a user has in the log, written `#12`.
    case number(Int64)

    private static let mostDigits = 15

    /// Nil for a text of another form.
    init?(_ text: String) {
        if text.hasPrefix("#") {
            let digits = text.dropFirst().utf8
            guard digits.count <= Self.mostDigits,
                digits.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = Int64(text.dropFirst()), number > 0, digits.first != 0x30
            else { return nil }
            self = .number(number)
        } else {
            guard TextRule.username.complaint(text) == nil else { return nil }
            self = .name(NormalForm.username(text))
        }
    }

    var text: String {
        switch self {
        case .name(let name): name
        case .number(let number): "#\(number)"
        }
    }
}

/// What is wrong with a line.
///
/// The words are those of the page's texts; the line has the sentence for the tool.
enum LineProblem: String, Error, CaseIterable, CustomStringConvertible {
    case extraCells = "extra-cells"
    case noPayer = "no-payer"
    case payerForm = "payer-form"
    case payerUnknown = "payer-unknown"
    case noReceiver = "no-receiver"
    case receiverForm = "receiver-form"
    case receiverUnknown = "receiver-unknown"
    case sameUser = "same-user"
    case noAmount = "no-amount"
    case amountForm = "amount-form"
    case amountZero = "amount-zero"
    case amountDigits = "amount-digits"
    case amountAmbiguous = "amount-ambiguous"
    case amountLarge = "amount-large"
    case currency
    case memo
    case reference

    var description: String { rawValue }
}

/// The transfers of a CSV file, each line checked as far as the file alone allows.
struct TransferFile {
    /// A row of the file.
    struct Line: Equatable {
        /// Its number in the file.
        let number: Int
        /// Nil if nobody is named, or wrongly.
        let payer: NamedParty?
        let receiver: NamedParty?
        let currency: Currency
        /// Nil if it is wrong.
        let units: Int64?
        /// The cells as they were given, without empty ones.
        let given: [TransferColumn: String]
        /// Empty if the line can be sent.
        var problems: [LineProblem] = []
    }

    /// The values of lines that name none.
    struct Defaults {
        let currency: Currency
        let payer: NamedParty?
    }

    /// The most transfers of a file: a bulk has no more.
    static let mostLines = BulkLimit.items
    /// Enough for that many lines with long memos.
    static let mostBytes = 8 << 20

    let separator: UInt8
    private(set) var lines: [Line]

    init(_ bytes: [UInt8], _ defaults: Defaults) throws(FileProblem) {
        guard bytes.count <= Self.mostBytes else { throw FileProblem(.tooLarge) }
        let csv = try CSVText(bytes)
        separator = csv.separator
        guard let header = csv.rows.first else { throw FileProblem(.noLines) }
        let columns = try Self.columns(header)
        let rows = csv.rows.dropFirst()
        guard !rows.isEmpty else { throw FileProblem(.noLines) }
        guard rows.count <= Self.mostLines else { throw FileProblem(.tooManyLines) }
        lines = rows.map { Line($0, columns, defaults) }
    }

    private static func columns(_ header: CSVText.Row) throws(FileProblem) -> [TransferColumn] {
        var columns: [TransferColumn] = []
        let last = header.cells.lastIndex { !$0.isEmpty } ?? 0
        for cell in header.cells[...last] {
            guard let column = TransferColumn(rawValue: cell.lowercased()) else {
                throw FileProblem(.unknownColumn, line: header.line, name: cell)
            }
            guard !columns.contains(column) else {
                throw FileProblem(.repeatedColumn, line: header.line, name: column.rawValue)
            }
            columns.append(column)
        }
        for column in TransferColumn.allCases where column.isRequired && !columns.contains(column) {
            throw FileProblem(.missingColumn, line: header.line, name: column.rawValue)
        }
        return columns
    }

    /// What these transfers are known by: the same ones in the same order have the same mark,
    /// whatever the file's separators, quotes and letter case.
    var mark: String {
        let text = lines.map { $0.canonical + "\u{1E}" }.joined()
        return hexadecimal(Array(SHA256.hash(Array(text.utf8)).prefix(16)))
    }

    /// Adds what the service knows about the lines.
    mutating func add(_ problems: (Line) -> [LineProblem]) {
        for index in lines.indices { lines[index].problems += problems(lines[index]) }
    }
}

extension TransferFile.Line {
    init(_ row: CSVText.Row, _ columns: [TransferColumn], _ defaults: TransferFile.Defaults) {
        var problems: [LineProblem] = []
        var given: [TransferColumn: String] = [:]
        for (column, cell) in zip(columns, row.cells) where !cell.isEmpty { given[column] = cell }
        if row.cells.dropFirst(columns.count).contains(where: { !$0.isEmpty }) {
            problems.append(.extraCells)
        }
        let payer = given[.from].map { NamedParty($0) } ?? defaults.payer
        if given[.from] != nil, payer == nil { problems.append(.payerForm) }
        let receiver = given[.receiver].flatMap { NamedParty($0) }
        if receiver == nil {
            problems.append(given[.receiver] == nil ? .noReceiver : .receiverForm)
        }
        if let payer, payer == receiver { problems.append(.sameUser) }
        let code = given[.currency].flatMap { Currency($0.uppercased()) }
        let known = given[.currency] == nil ? defaults.currency : code
        let digits = known.flatMap { CurrencyDigits.of($0) }
        if digits == nil { problems.append(.currency) }
        var units: Int64?
        do throws(LineProblem) {
            guard let amount = given[.amount] else { throw .noAmount }
            // How many digits are right depends on the currency.
            if let digits { units = try TypedAmount.minorUnits(amount, digits: digits) }
        } catch {
            problems.append(error)
        }
        problems += TransferColumn.allCases.compactMap { column in
            given[column].flatMap { column.problem(of: $0) }
        }
        self.init(
            number: row.line,
            payer: payer,
            receiver: receiver,
            currency: known ?? defaults.currency,
            units: units,
            given: given,
            problems: problems
        )
    }

    /// Nil if it is wrong.
    var money: Money? { units.map { Money($0, currency) } }

    /// One form of what it says, for the mark: absent columns are left out.
    fileprivate var canonical: String {
        TransferColumn.allCases.compactMap { column in
            column.said(by: self).map { "\(column.rawValue)=\($0)" }
        }.joined(separator: "\u{1F}")
    }

    /// What is to be mended, in words.
    func text(_ problem: LineProblem) -> String {
        let form = "a user name, or a number such as #12"
        switch problem {
        case .extraCells:
            return "more cells than columns: put a cell that has a separator in it in quotes"
        case .noPayer: return "nobody pays: fill in the column from, or give --from USER"
        case .payerForm: return "from must be \(form)"
        case .payerUnknown: return "there is no payer \(payer?.text ?? "")"
        case .noReceiver: return "there is no receiver"
        case .receiverForm: return "receiver must be \(form)"
        case .receiverUnknown: return "there is no user \(receiver?.text ?? "")"
        case .sameUser: return "payer and receiver are the same user"
        case .noAmount: return "there is no amount"
        case .amountForm: return "amount must be a number above zero, such as 12.50"
        case .amountZero: return "amount must be above zero"
        case .amountDigits:
            let digits = CurrencyDigits.of(currency) ?? 2
            return "\(currency.code) has at most \(digits) digits after the point"
        case .amountAmbiguous:
            let amount = given[.amount] ?? ""
            guard let (thousands, fraction) = TypedAmount.meanings(amount) else {
                return "amount is ambiguous"
            }
            return "\(amount) may mean \(thousands) or \(fraction): write one of them"
        case .amountLarge: return "no account can hold that much"
        case .currency: return "there is no currency \"\((given[.currency] ?? "").printable)\""
        case .memo: return "memo must be at most 200 characters, all of which can be seen"
        case .reference:
            return "reference must be one line of at most 64 characters, all of which can be seen"
        }
    }
}
