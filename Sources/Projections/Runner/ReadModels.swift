import Model

/// The list of all read models: a new one is added here.
enum ReadModels {
    /// Rows that a node keeps in memory for each table, so that the hot ones need no SELECT.
    ///
    /// A balance takes about 100 bytes with its place in the dictionary.
    private static let smallRows = 200_000
    /// The same for rows with texts.
    private static let largeRows = 20_000

    /// The tables of one read model, in `schema`.
    ///
    /// `limit`: rows of each kept in memory, instead of what a node keeps; `isComplete`: the tables
    /// are empty.
    static func tables(
        of name: ReadModel,
        in schema: String = "read",
        limit: Int? = nil,
        isComplete: Bool = false
    ) -> [any TableWorker] {
        func table<P: Projector>(_ projector: P.Type, _ rows: Int = largeRows) -> any TableWorker {
            ProjectedTable(
                projector,
                schema: schema,
                limit: limit ?? rows,
                isComplete: isComplete
            )
        }
        return switch name {
        case .balances: [table(BalanceProjector.self, smallRows)]
        case .transactions:
            [
                table(TransactionProjector.self), table(PendingTransferProjector.self),
                table(ReversalProjector.self),
            ]
        case .slotAvailability: [table(SlotProjector.self)]
        case .holds: [table(HoldProjector.self)]
        case .orderHistory: [table(OrderProjector.self)]
        case .catalog: [table(ShopProjector.self), table(ProductProjector.self)]
        case .users: [table(UserProjector.self)]
        case .activity: [table(TransactionHourProjector.self)]
        case .rates: [table(RateProjector.self)]
        case .services: [table(ServiceProjector.self)]
        case .baskets: [table(BasketProjector.self)]
        case .sessions: [table(SessionProjector.self)]
        case .totals: [table(TransferTotalProjector.self), table(CounterProjector.self)]
        }
    }
}
