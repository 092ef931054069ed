import Model

/// What the cache holds for a question, to be rendered outside its lock.
enum Found: Sendable {
    case answer(Answer)
    case balance(BalanceRow, LogPosition)
    case balances([BalanceRow], LogPosition)
    case slot(SlotRow, LogPosition)
    case noSuchThing(LogPosition)
    case nothing(Miss)
}
