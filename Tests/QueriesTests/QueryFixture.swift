import Model
import Postgres
import Testing

@testable import Queries

/// A database with two users, ann (3, an administrator) and bob (7), and one whose data is gone
/// (9); every read model is at 100.
struct QueryFixture {
    static let ann = UserID(3)
    static let bob = UserID(7)

    let database: QueryDatabase

    init() throws {
        database = try QueryDatabase()
        try database.owner.script(
            """
            INSERT INTO people.people VALUES
                (3, 'ann', 'ann@example.com', 'Ann', 'secret', '2026-01-01Z'),
                (7, 'bob', 'bob@example.com', NULL, 'secret', '2026-01-02Z');
            INSERT INTO read.users VALUES
                (3, '["admin"]', '2026-01-01Z', 3), (7, '[]', '2026-01-02Z', 7),
                (9, '[]', '2026-01-02Z', 9);
            """
        )
        try database.advance(to: 100)
    }

    /// Nil if there is no such thing; everything was recorded before any moment that is asked for.
    func ask(_ question: Question) throws -> Answer? {
        let closed = ClosedMoment(before: .max, at: .start)
        let reading = try QueryRunner.answer(question, database.queries, closed: closed)
        #expect(reading.position == 100)
        switch reading {
        case .found(let answer): return answer
        case .notFound: return nil
        case .refused(let refusal, _):
            Issue.record("refused: \(refusal.parameter) \(refusal.detail)")
            return nil
        case .lacking(let position, _):
            Issue.record("not there before \(position.rawValue)")
            return nil
        }
    }

    func text(_ question: Question) throws -> String? {
        try ask(question)?.text
    }

    func page(_ skip: Int, _ limit: Int) throws -> Page {
        try #require(Page(skip: skip, limit: limit))
    }
}

extension Question {
    /// Those of one status, or all.
    static func transactions(
        _ user: UserID,
        status: TransactionStatus?,
        _ page: Page
    ) -> Question {
        .transactions(user, TransactionFilter(status: status), page)
    }

    /// As users see it who are no administrators.
    static func shopCatalog(_ shop: ShopID, _ page: Page) -> Question {
        .shopCatalog(shop, page, showsStock: false)
    }
}
