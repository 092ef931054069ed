/// One line of the table that `make bench` prints: the measured value, the limit measured in the
/// same run, and the required share of that limit.
struct Figure {
    enum Target {
        /// At least this share of the limit.
        case atLeast(Double)
        /// At most this value, in the figure's own unit.
        case atMost(Double)
        /// At most this multiple of the limit.
        case atMostShare(Double)
        /// No target: printed for comparison.
        case none
    }

    let name: String
    let value: Double
    let unit: String
    /// The machine's own limit without Tally, in the same unit.
    let limit: Double?
    let target: Target

    var ratio: Double? { limit.map { value / $0 } }

    var isMet: Bool {
        switch target {
        case .atLeast(let share): (ratio ?? 0) >= share
        case .atMost(let most): value <= most
        case .atMostShare(let most): ratio.map { $0 <= most } ?? false
        case .none: true
        }
    }

    var line: String {
        let share = ratio.map { "  = \(decimal($0, places: 2)) of \(grouped(limit ?? 0))" } ?? ""
        let wanted =
            switch target {
            case .atLeast(let share): "  (at least \(decimal(share, places: 2)))"
            case .atMost(let most): "  (at most \(grouped(most)))"
            case .atMostShare(let most): "  (at most \(decimal(most, places: 2)))"
            case .none: ""
            }
        let verdict = if case .none = target { "" } else { isMet ? "  met" : "  MISSED" }
        return "\(name): \(grouped(value)) \(unit)\(share)\(wanted)\(verdict)"
    }
}

/// `value` with thousands separated, and two decimal places below 100.
func grouped(_ value: Double) -> String {
    guard value >= 100 else { return decimal(value, places: 2) }
    let digits = Array(String(Int64(value.rounded())))
    var text = ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
        text.append(digit)
    }
    return text
}

func decimal(_ value: Double, places: Int) -> String {
    var scale = 1
    for _ in 0..<places { scale *= 10 }
    let scaled = Int64((value * Double(scale)).rounded())
    let fraction = String(scaled % Int64(scale))
    let padding = String(repeating: "0", count: places - fraction.count)
    return "\(scaled / Int64(scale)).\(padding)\(fraction)"
}

/// The middle one of several measurements of the same thing.
func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
}
