/// An environment variable that sets one number of the configuration.
struct Setting {
    let name: String
    let meaning: String
    let bounds: ClosedRange<Int>
    let field: any WritableKeyPath<Configuration, Int> & Sendable

    /// A line of `tally serve --help`.
    var help: String {
        "\(meaning) (default \(Configuration()[keyPath: field]), \(bounds.lowerBound) to \(bounds.upperBound))"
    }

    /// The default currency's variable: the one setting that is not a number.
    static let currencyName = "TALLY_CURRENCY"
}
