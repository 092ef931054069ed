import Node

/// What the stand-in begins with: made up, but for the codes of currencies.
enum StandInData {
    struct Service: Equatable, Sendable {
        let id: String
        let name: String
        let description: String
    }

    /// For one US dollar, as the JSON text has it.
    static let rates: [(code: String, rate: String)] = [
        ("USD", "1"), ("EUR", "0.92"), ("RUB", "92.5"), ("GBP", "0.79"), ("JPY", "151.3"),
        ("CNY", "7.24"), ("CHF", "0.905"), ("KWD", "0.3075"), ("INR", "83.45"), ("BRL", "5.12"),
    ]

    /// Several pages of them.
    static let services: [Service] = (1...45).map { number in
        let digits = String(number)
        return Service(
            id: "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count)
                + digits,
            name: "\(kinds[number % kinds.count]) \(number)",
            description: "Service \(number) of the stand-in"
        )
    }

    private static let kinds = ["Cleaning", "Delivery", "Repair", "Tuition", "Assembly"]
}
