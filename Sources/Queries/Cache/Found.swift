/// What the cache holds for a question, to be rendered outside its lock.
enum Found: Sendable {
    case answer(Answer)
    case balance(BalanceEntry, ReadPosition)
    case balances([BalanceEntry], ReadPosition)
    case slot(SlotEntry, ReadPosition)
    case noSuchThing(ReadPosition)
    case nothing(Miss)
}
