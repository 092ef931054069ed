import EventStore
import Events
import Model

extension WriteModel {
    /// The stream's state to be stored, if streams of this kind grow long and it is loaded.
    borrowing func snapshot(_ stream: StreamID) -> StoredSnapshot? {
        switch stream {
        case .account(let id):
            Self.snapshot(accounts.version(of: id), accounts[id]?.snapshot)
        case .slot(let id): Self.snapshot(slots.version(of: id), slots[id]?.snapshot)
        case .product(let id): Self.snapshot(products.version(of: id), products[id]?.snapshot)
        case .basket(let id): Self.snapshot(baskets.version(of: id), baskets[id]?.snapshot)
        case .services:
            Self.snapshot(services.version(of: .sole), services[.sole]?.snapshot)
        case .rates: Self.snapshot(rates.version(of: .sole), rates[.sole]?.snapshot)
        case .user, .session, .username, .email, .transfer, .hold, .shop, .order:
            nil
        }
    }

    private static func snapshot(_ version: StreamVersion?, _ state: [UInt8]?) -> StoredSnapshot? {
        guard let version, let state else { return nil }
        return Snapshot.stored(state, version: version)
    }
}
