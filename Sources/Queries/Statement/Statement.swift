import Model

/// What an account had before and after a time, and what moved in it.
struct Statement {
    let period: StatementPeriod
    /// The period's end, microseconds since 1970.
    let to: Int64
    /// Minor units, booked: pending transfers are not in it.
    let openingBalance: Int64
    /// In the order in which the money moved.
    let lines: [StatementLine]
    let closingBalance: Int64
    /// The last event that was recorded before the end, of any account.
    let position: LogPosition

    /// `reached`: how far the read model was.
    func answer(at reached: LogPosition) -> Answer {
        var answer =
            switch period.format {
            case .json: Answer(body: json, position: reached)
            case .csv: Answer(body: csv, position: reached, media: .csv(fileName: fileName))
            }
        answer.asOf = position
        return answer
    }
}
