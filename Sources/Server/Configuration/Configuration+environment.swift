import Events
import Model

extension Configuration {
    /// Reads the `TALLY_…` variables; a value that is not a whole number within its bounds is
    /// refused.
    init(environment: [String: String]) throws(Complaint) {
        for setting in Setting.all {
            guard let text = environment[setting.name] else { continue }
            guard let value = Int(text), setting.bounds.contains(value) else {
                let bounds = setting.bounds
                throw Complaint(
                    "\(setting.name) must be a whole number from \(bounds.lowerBound) to "
                        + "\(bounds.upperBound), not \"\(text)\".",
                    exitCode: .usage
                )
            }
            self[keyPath: setting.field] = value
        }
        for setting in TextSetting.all {
            guard let text = environment[setting.name], !text.isEmpty else { continue }
            // The text may be a secret, so it is not shown.
            if let complaint = setting.complaint(text, outsidePlain != 0) {
                throw Complaint("\(setting.name) \(complaint).", exitCode: .usage)
            }
            self[keyPath: setting.field] = text
        }
        if let code = environment[Setting.currencyName] {
            guard let currency = Currency(code), CurrencyDigits.of(currency) != nil else {
                throw Complaint(
                    "\(Setting.currencyName) must be an ISO 4217 code such as RUB, not \"\(code)\".",
                    exitCode: .usage
                )
            }
            self.currency = currency
        }
    }

    /// Variables that begin with `TALLY_` and set nothing, each with what may have been meant.
    static func unknownVariables(_ environment: [String: String]) -> [String] {
        let known =
            Setting.all.map(\.name) + TextSetting.all.map(\.name) + [Setting.currencyName]
        return environment.keys.filter { $0.hasPrefix("TALLY_") && !known.contains($0) }.sorted()
            .map { "\($0) is not a setting.\(suggestion(for: $0, among: known))" }
    }
}
