import Events

extension ReadDatabase {
    /// A database with a random history of `count` events or some more in its log.
    static func prepared(
        seed: UInt64,
        _ count: Int = 500
    ) throws -> (ReadDatabase, RandomHistory) {
        var random = RandomHistory(seed: seed)
        random.grow(to: count)
        let database = try ReadDatabase()
        try database.append(random.history.events)
        return (database, random)
    }
}
