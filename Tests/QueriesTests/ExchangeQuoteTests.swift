import Model
import Postgres
import TestSupport
import Testing

@testable import Queries

@Suite(.patient) struct ExchangeQuoteTests {
    private let fixture: QueryFixture

    init() throws {
        fixture = try QueryFixture()
        try fixture.database.owner.script(
            """
            INSERT INTO read.rates
            SELECT 'USD', json_build_array(
                json_build_object('currency', 'JPY', 'rate', '150', 'quoted_at_us',
                    1767323045000000),
                json_build_object('currency', 'RUB', 'rate', '92.5', 'quoted_at_us',
                    1767323046000000)
            ), now(), 9
            """
        )
    }

    private func inquiry(_ from: String, _ to: String, _ units: Int64) throws -> Question {
        func unit(_ code: String) throws -> CurrencyUnit {
            let currency = try #require(Currency(code))
            return CurrencyUnit(currency, digits: CurrencyDigits.of(currency) ?? 2)
        }
        return .exchangeQuote(
            ExchangeInquiry(
                from: try unit(from),
                to: try unit(to),
                units: units,
                staleAfterSeconds: 300,
                credit: ExchangeCredit(dollars: 10)
            )
        )
    }

    @Test func `18: a quote says what an exchange would give, at which rate and how old it is`()
        throws
    {
        #expect(
            try fixture.text(inquiry("RUB", "USD", 9_250))
                == #"{"from":"RUB","to":"USD","amount":9250,"receive":100,"#
                + #""rate":"0.0108108108108","quoted_at":"2026-01-02T03:04:06Z","stale":true,"#
                + #""available":1000}"#
        )
        #expect(
            try fixture.text(inquiry("USD", "JPY", 100))
                == #"{"from":"USD","to":"JPY","amount":100,"receive":150,"#
                + #""rate":"150","quoted_at":"2026-01-02T03:04:05Z","stale":true,"#
                + #""available":1500}"#
        )
        // The older of the two.
        #expect(
            try fixture.text(inquiry("RUB", "JPY", 9_250))?
                .contains(
                    #""receive":150,"rate":"1.62162162162","quoted_at":"2026-01-02T03:04:05Z""#
                )
                == true
        )
    }

    @Test(
        arguments: [
            (200, 1_200), (-900, 100), (-1_001, 0), (Int64.max, Int64.max), (Int64.min, 0),
        ] as [(Int64, Int64)]
    )
    func `18: a quote says how much the service can sell`(balance: Int64, available: Int64) throws {
        try fixture.database.owner.script(
            "INSERT INTO read.balances VALUES (-3, 'USD', \(balance), 0, 9), (-3, 'JPY', 7, 0, 9)"
        )
        let text = try fixture.text(inquiry("RUB", "USD", 9_250))
        #expect(text?.hasSuffix(#""available":\#(available)}"#) == true)
    }

    @Test(arguments: [
        ("EUR", "USD", 100, "from"), ("USD", "EUR", 100, "to"), ("RUB", "USD", 1, "amount"),
        ("USD", "JPY", Int64.max, "amount"),
    ])
    func `18: a quote that no exchange could give is refused`(
        from: String,
        to: String,
        units: Int64,
        parameter: String
    ) throws {
        let result = try QueryRunner.answer(
            inquiry(from, to, units),
            fixture.database.queries
        )
        guard case .refused(let refusal, _) = result else {
            return #expect(Bool(false), "\(result)")
        }
        #expect(refusal.parameter == parameter)
    }

    @Test func `18: a suspect rate is shown beside the one in use, and not used`() throws {
        try fixture.database.owner.script(
            """
            UPDATE read.rates SET suspects = json_build_array(
                json_build_object('currency', 'RUB', 'rate', '0.925', 'quoted_at_us',
                    1767323050000000))
            """
        )
        let rates = try fixture.text(.rates(staleAfterSeconds: 300))
        let suspect = #""suspect":{"rate":"0.925","quoted_at":"2026-01-02T03:04:10Z"}"#
        #expect(rates?.contains(#""rate":"92.5","#) == true)
        #expect(rates?.contains(suspect) == true)
        #expect(
            try fixture.text(inquiry("RUB", "USD", 9_250))?.contains(#""receive":100,"#) == true
        )
    }
}
