import Model
import Runtime
import Synchronization
import Text

/// A number of the configuration, set by an environment variable.
@propertyWrapper
package struct Setting: Equatable, Sendable {
    package var wrappedValue: Int

    /// The variable's number, if the environment is being read and has one; else the default.
    init(
        wrappedValue standard: Int,
        _ name: String,
        _ bounds: ClosedRange<Int>,
        _ meaning: String
    ) {
        wrappedValue = standard
        let kind = SettingRow.Kind.number(standard: standard, bounds)
        guard let reader = EnvironmentReader.current,
            let text = reader.take(SettingRow(name: name, meaning: meaning, kind: kind))
        else { return }
        guard let value = Int(text), bounds.contains(value) else {
            reader.refuse(
                "\(name) must be a whole number from \(bounds.lowerBound) to "
                    + "\(bounds.upperBound), not \"\(text)\"."
            )
            return
        }
        wrappedValue = value
    }
}

/// A text of the configuration, set by an environment variable; an empty one leaves it unset.
@propertyWrapper
package struct TextSetting: Equatable, Sendable {
    package var wrappedValue: String?

    init(_ name: String, _ kind: SettingRow.Text, _ meaning: String) {
        let row = SettingRow(name: name, meaning: meaning, kind: .text(kind))
        let text = EnvironmentReader.current?.take(row)
        wrappedValue = text?.isEmpty == true ? nil : text
    }
}

/// What the help says about a setting.
package struct SettingRow: Sendable {
    /// What a text must be.
    enum Text {
        case address
        case token
        case path
        case registrationMode
        case origins
    }

    enum Kind {
        case number(standard: Int, ClosedRange<Int>)
        case text(Text)
    }

    /// The environment variable.
    package let name: String
    fileprivate let meaning: String
    let kind: Kind

    /// A line of `tally serve --help`.
    package var help: String {
        switch kind {
        case .number(let standard, let bounds):
            "\(meaning) (default \(standard), \(bounds.lowerBound) to \(bounds.upperBound))"
        case .text: meaning
        }
    }
}

/// The environment from which a configuration is made: each of its settings, in the order of the
/// rows, looks for its own variable.
final class EnvironmentReader: Sendable {
    /// Nil for a configuration of defaults.
    @TaskLocal static var current: EnvironmentReader?

    private let environment: [String: String]
    private let state = Mutex<(rows: [SettingRow], complaint: String?)>(([], nil))

    init(_ environment: [String: String]) {
        self.environment = environment
    }

    var rows: [SettingRow] { state.withLock { $0.rows } }
    /// The first one.
    var complaint: String? { state.withLock { $0.complaint } }

    /// Notes the row and returns the text of its variable.
    func take(_ row: SettingRow) -> String? {
        state.withLock { $0.rows.append(row) }
        return environment[row.name]
    }

    func refuse(_ complaint: String) {
        state.withLock { $0.complaint = $0.complaint ?? complaint }
    }
}

extension Configuration {
    /// The variable of the default currency: the one setting that is neither number nor text.
    package static let currencyVariable = "TALLY_CURRENCY"

    /// All settings but the currency.
    package static let rows: [SettingRow] = {
        let reader = EnvironmentReader([:])
        _ = EnvironmentReader.$current.withValue(reader) { Configuration() }
        return reader.rows
    }()

    /// Reads the `TALLY_…` variables.
    ///
    /// Throws for a value that is not a whole number within its bounds, or not such a text.
    package init(environment: [String: String]) throws(Complaint) {
        let reader = EnvironmentReader(environment)
        self = EnvironmentReader.$current.withValue(reader) { Configuration() }
        if let complaint = reader.complaint { throw .usage(complaint) }
        for row in reader.rows {
            guard case .text(let kind) = row.kind, let text = environment[row.name], !text.isEmpty,
                // The text may be a secret, so it is not shown.
                let complaint = kind.complaint(text, allowsPlain: outsidePlain != 0)
            else { continue }
            throw .usage("\(row.name) \(complaint).")
        }
        if let code = environment[Self.currencyVariable] {
            guard let currency = Currency(code), CurrencyDigits.of(currency) != nil else {
                throw .usage(
                    "\(Self.currencyVariable) must be an ISO 4217 code such as RUB, "
                        + "not \"\(code)\"."
                )
            }
            self.currency = currency
        }
    }

    /// Variables that begin with `TALLY_` and set nothing, each with what may have been meant.
    package static func unknownVariables(_ environment: [String: String]) -> [String] {
        let known = rows.map(\.name) + [currencyVariable]
        return environment.keys.filter { $0.hasPrefix("TALLY_") && !known.contains($0) }.sorted()
            .map { "\($0) is not a setting.\(suggestion(for: $0, among: known))" }
    }
}

extension SettingRow.Text {
    /// What is wrong with the text; nil if nothing is.
    fileprivate func complaint(_ text: String, allowsPlain: Bool) -> String? {
        switch self {
        case .address: OutsideAddress.complaint(text, allowsPlain: allowsPlain)
        case .token:
            text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
                ? nil : "must be visible ASCII characters"
        case .path: nil
        case .registrationMode:
            RegistrationMode(rawValue: text) == nil ? "must be open, invite or closed" : nil
        case .origins: WebOrigins.complaint(text)
        }
    }
}
