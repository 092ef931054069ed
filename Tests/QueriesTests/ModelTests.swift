import Model
import TestSupport
import Testing

@testable import Queries

@Suite(.patient) struct PageTests {
    @Test(arguments: [(0, 1), (10_000, 1_000), (5, 50)])
    func `a page within the limits is valid`(skip: Int, limit: Int) throws {
        let page = try #require(Page(skip: skip, limit: limit))
        #expect(page.skip == skip)
        #expect(page.limit == limit)
    }

    @Test(arguments: [(-1, 1), (10_001, 1), (0, 0), (0, 1_001), (0, -1)])
    func `a page beyond the limits is invalid`(skip: Int, limit: Int) {
        #expect(Page(skip: skip, limit: limit) == nil)
    }

    @Test func `the next page begins where this one ends, until that is too deep`() throws {
        #expect(Page.first.limit == 50)
        #expect(Page(skip: 10_001, limit: 20) == nil)
    }
}

@Suite(.patient) struct CurrencyCodeTests {
    @Test(arguments: ["RUB", "EUR", "AAA", "ZZZ"])
    func `three upper-case letters are a currency code`(code: String) throws {
        #expect(try #require(Currency(code)).code == code)
    }

    @Test(arguments: ["", "RU", "RUBL", "rub", "R1B", "РУБ"])
    func `any other text is not a currency code`(code: String) {
        #expect(Currency(code) == nil)
    }

    @Test func `currency codes are ordered by their letters`() {
        #expect(Currency.eur < Currency.rub)
    }
}

@Suite(.patient) struct QuestionTests {
    private static let user = UserID(7)

    @Test(arguments: [
        (Question.balance(user, .rub), ReadModel.balances),
        (.balances(user), .balances),
        (.transactions(user, status: nil, .first), .transactions),
        (.availability(onlyAvailable: true), .slotAvailability),
        (.slot(SlotID(1)), .slotAvailability),
        (.holds(user, .first), .holds),
        (.shops(.first), .catalog),
        (.shopCatalog(ShopID(1), .first), .catalog),
        (.orders(user, .first), .orderHistory),
        (.order(user, OrderID(1)), .orderHistory),
        (.me(user), .users),
        (.user(named: "ann", asker: user), .users),
        (.balancesAsOf(user, .position(1)), .transactions),
        (.activity, .activity),
        (.refunds(user, days: 7), .transactions),
        (.currencies(default: .rub), .rates),
        (.rates(staleAfterSeconds: 1), .rates),
        (.services(.first), .services),
        (.basket(user, taxBasisPoints: 0), .baskets),
        (.overview(version: "1", staleAfterSeconds: 1), .totals),
    ])
    func `every question is answered from one read model`(question: Question, model: ReadModel) {
        #expect(question.model == model)
    }

    @Test
    func `past balances and statements are about a moment, and a statement can be given an end`() {
        let period = StatementPeriod(currency: .rub, digits: 2, from: 3, to: nil, format: .json)
        let statement = Question.statement(Self.user, period)
        #expect(statement.moment == .period(from: 3, to: nil))
        #expect(statement.ending(at: 9).moment == .period(from: 3, to: 9))
        #expect(Question.balancesAsOf(Self.user, .position(7)).moment == .position(7))
        let then = Question.balancesAsOf(Self.user, .time(7))
        #expect(then.moment == .time(7))
        #expect(then.ending(at: 9) == then)
        #expect(Question.balances(Self.user).moment == nil)
    }

    @Test func `equal ids of different read models are different topics`() {
        let topics: Set<Topic> = [
            .balances(of: UserID(1)), .transactions(of: UserID(1)), .holds(of: UserID(1)),
            .orders(of: UserID(1)), .profile(of: UserID(1)), .catalog(of: ShopID(1)), .shops,
        ]
        #expect(topics.count == 7)
        #expect(Set(topics.map(\.mixed)).count == 7)
    }
}
