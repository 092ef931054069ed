/// An environment variable that sets one text of the configuration; nothing or an empty one leaves it
/// unset.
struct TextSetting {
    let name: String
    let meaning: String
    let field: any WritableKeyPath<Configuration, String?> & Sendable
    /// Nil if the text may be used, else what it must be.
    let complaint: @Sendable (_ text: String, _ allowsPlain: Bool) -> String?

    /// All of them, in the order that help lists them.
    static let all: [TextSetting] = [
        address("TALLY_RATES_URL", "of the exchange rates", \.ratesURL),
        token("TALLY_RATES_TOKEN", "for the exchange rates", \.ratesToken),
        address("TALLY_SERVICES_URL", "of the catalogue of services", \.servicesURL),
        token("TALLY_SERVICES_TOKEN", "for the catalogue of services", \.servicesToken),
        address("TALLY_ORDERS_URL", "of the service that carries orders out", \.ordersURL),
        token("TALLY_ORDERS_TOKEN", "for the service that carries orders out", \.ordersToken),
        TextSetting(
            name: "TALLY_LOG_FILE",
            meaning: "file that the log is written to besides standard error",
            field: \.logFile,
            complaint: { _, _ in nil }
        ),
    ]

    private static func address(
        _ name: String,
        _ whose: String,
        _ field: any WritableKeyPath<Configuration, String?> & Sendable
    ) -> TextSetting {
        TextSetting(
            name: name,
            meaning: "address \(whose); unset, the job rests",
            field: field,
            complaint: { OutsideAddress.complaint($0, allowsPlain: $1) }
        )
    }

    private static func token(
        _ name: String,
        _ purpose: String,
        _ field: any WritableKeyPath<Configuration, String?> & Sendable
    ) -> TextSetting {
        TextSetting(
            name: name,
            meaning: "bearer token \(purpose)",
            field: field,
            complaint: { text, _ in
                text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
                    ? nil : "must be visible ASCII characters"
            }
        )
    }
}
