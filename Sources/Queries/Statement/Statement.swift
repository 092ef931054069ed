/// What an account had before and after a time, and what moved in it.
struct Statement {
    let period: StatementPeriod
    /// Minor units, booked: pending transfers are not in it.
    let openingBalance: Int64
    /// In the order in which the money moved.
    let lines: [StatementLine]
    let closingBalance: Int64
    let position: ReadPosition

    func answer() -> Answer {
        switch period.format {
        case .json: Answer(body: json, position: position)
        case .csv: Answer(body: csv, position: position, media: .csv(fileName: fileName))
        }
    }
}
