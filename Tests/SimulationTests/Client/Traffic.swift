import Commands
import Events
import TestSupport

@testable import Model

/// Requests of clients: mostly sensible ones, often under contention, sometimes nonsense; with
/// retries of unanswered requests, duplicates of answered ones, and keys used twice.
struct Traffic {
    var random: SeededGenerator
    private var nextID: UInt64 = 0
    /// Requests with keys, newest last, to be sent again, answered or not.
    private var keyed: [Request] = []
    private var unanswered: [Request] = []
    /// Bulks of mode each that are not answered.
    var bulks: [Int: BulkClient] = [:]

    private static let kept = 200

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    /// Requests that got no answer are sent again later.
    mutating func lost(_ requests: [Request]) {
        unanswered += requests.filter { $0.key != nil && $0.bulk == nil }
        for request in requests { if let number = request.bulk { restart(number) } }
    }

    mutating func batch(_ state: Reference) -> [Request] {
        let count = random.chance(10) ? random.number(30...80) : random.number(1...12)
        var batch: [Request] = []
        for _ in 0..<count { batch.append(request(state, batch)) }
        return batch
    }

    /// Some of the unanswered requests, and no others.
    mutating func retries() -> [Request] {
        let requests = unanswered.suffix(3)
        unanswered.removeLast(requests.count)
        return requests.map { again($0) }
    }

    private mutating func request(_ state: Reference, _ batch: [Request]) -> Request {
        if !unanswered.isEmpty, random.chance(50) { return again(unanswered.removeFirst()) }
        if !bulks.isEmpty, random.chance(15), let part = nextPart() { return part }
        if state.users.count >= 4, random.chance(3), let bulk = beginBulk(state) {
            if bulk.key != nil { remember(bulk) }
            return bulk
        }
        // A double click: the same without a key, or from another device.
        if case .order(.placeBasket) = batch.last?.intent, let last = batch.last, random.chance(30)
        {
            return make(last.intent, last.actor, nil)
        }
        if random.chance(4), let other = batch.randomElement(using: &random), other.key != nil {
            return again(other)
        }
        if random.chance(4), let other = keyed.randomElement(using: &random) {
            return again(other, with: random.chance(25) ? intent(state) : nil)
        }
        let intent = intent(state)
        let actor = actor(of: intent, state)
        let key = random.chance(30) ? newKey() : nil
        let request = make(intent, actor, key)
        if key != nil { remember(request) }
        return request
    }

    func newKey() -> String { "key-\(nextID)" }

    private mutating func again(_ request: Request, with other: Intent? = nil) -> Request {
        var repeated = make(other ?? request.intent, request.actor, request.key)
        if other == nil { repeated.fingerprint = request.fingerprint }
        return repeated
    }

    /// `bulk` is the client of whose bulk it is a part.
    mutating func make(
        _ intent: Intent,
        _ actor: Actor,
        _ key: String?,
        of bulk: Int? = nil
    ) -> Request {
        nextID += 1
        let client = bulk.flatMap { bulks[$0] }
        return Request(
            id: UUID128(high: 0, low: nextID),
            intent: intent,
            actor: actor,
            key: key,
            fingerprint: client?.fingerprint ?? Array("\(intent)".utf8),
            isOld: random.chance(0.5),
            bulk: bulk,
            part: client?.part
        )
    }

    private mutating func remember(_ request: Request) {
        keyed.append(request)
        if keyed.count > Self.kept { keyed.removeFirst() }
    }

    // MARK: Intents

    private mutating func intent(_ state: Reference) -> Intent {
        if state.users.count >= 4, random.chance(12) { return .identity(identity(state)) }
        switch random.number(0...165) {
        case _ where state.users.count < 4, 0...3:
            let name = UInt64(random.number(0...400))
            return .register(
                name: name,
                email: random.chance(90) ? name : UInt64(random.number(0...400)),
                grant: grant()
            )
        case 4: return .grantRole(user(state))
        case 5...30: return .transfer(to: user(state), amount(), note())
        case 31...36: return .transferByName(UInt64(random.number(0...400)), amount(), note())
        case 37...38: return .createSlot(capacity: random.number(0...4))
        case 39...41: return .changeSlot(slot(state), capacity: random.number(0...5))
        case 42...55: return .hold(slot(state), seconds: Int(random.number(1...40)), note())
        case 56...64: return .confirm(hold(state))
        case 65...70: return .cancel(hold(state))
        case 71...74: return .expire(hold(state))
        case 75: return .createShop
        case 76...77:
            let price = Money(random.number(1...300), random.chance(90) ? .rub : .dollar)
            return .createProduct(shop(state), price, quantity: random.number(0...20))
        case 78...80:
            let product = product(state)
            return .changeProduct(
                product,
                price: random.chance(50) ? random.number(1...300) : nil,
                random.chance(70) ? stockChange(of: product, state) : nil
            )
        case 81...120: return .money(moneyIntent(state))
        default: return .order(orderIntent(state))
        }
    }

    private mutating func stockChange(of product: ProductID, _ state: Reference) -> StockChange {
        if random.chance(50) { return .add(random.chance(2) ? .max : random.number(-8...15)) }
        let seen = state.products[product].map { $0.onHand - $0.reserved }
        let expected = random.chance(90) ? seen : nil
        return .set(random.number(0...20), from: expected ?? random.number(0...20))
    }

    /// An actor, nearly always one to whom it belongs.
    private mutating func actor(of intent: Intent, _ state: Reference) -> Actor {
        if random.chance(3) { return Actor(user(state)) }
        switch intent {
        case .identity(let intent): return actor(of: intent, state)
        case .register: return .anonymous
        case .grantRole, .expire: return .system
        case .confirm(let id), .cancel(let id):
            return Actor(state.holds[id]?.user ?? user(state))
        case .money(let intent): return actor(of: intent, state)
        case .order(let intent): return actor(of: intent, state)
        case .bulk, .transfer, .transferByName, .createSlot, .changeSlot, .hold, .createShop,
            .createProduct, .changeProduct:
            return random.chance(1) ? .system : Actor(user(state))
        }
    }

    /// A grant; two of the largest are more than the house account can pay.
    private mutating func grant() -> Int64 {
        if random.chance(10) { return 5_000_000_000_000_000_000 }
        return random.chance(20) ? 0 : random.number(1...1_000)
    }

    mutating func amount() -> Money {
        if random.chance(1) { return Money(random.chance(50) ? .max : 0, .rub) }
        return Money(random.number(1...400), random.chance(95) ? .rub : .dollar)
    }

    /// What is stored with a transfer, a hold or an order: mostly nothing.
    mutating func note() -> Note { Note(number: random.number(Note.numbers)) }

    // Ids are chosen among the newest, so that there is contention, but old ones are used as well;
    // sometimes the id of another kind of thing or of none.

    mutating func user(_ state: Reference) -> UserID {
        if random.chance(30), let least = state.users.min() { return least }
        return UserID(pick(state.users.map(\.rawValue), newest: 60))
    }

    mutating func slot(_ state: Reference) -> SlotID {
        SlotID(pick(state.slots.keys.map(\.rawValue), newest: 4))
    }

    private mutating func hold(_ state: Reference) -> HoldID {
        HoldID(pick(state.holds.keys.map(\.rawValue), newest: 10))
    }

    private mutating func shop(_ state: Reference) -> ShopID {
        ShopID(pick(state.shops.map(\.rawValue), newest: 4))
    }

    mutating func product(_ state: Reference) -> ProductID {
        ProductID(pick(state.products.keys.map(\.rawValue), newest: 5))
    }

    mutating func pick(_ ids: [Int64], newest: Int) -> Int64 {
        if random.chance(1) { return random.number(-3...500) }
        return ids.sorted().suffix(newest).randomElement(using: &random) ?? 1
    }
}
