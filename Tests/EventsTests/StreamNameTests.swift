import Events
import TestSupport
import Testing

@testable import Model

@Suite(.patient) struct StreamNameTests {
    @Test(arguments: [
        (StreamID.account(AccountID(42)), "account-42"), (.account(.house), "account-house"),
        (.account(.sales), "account-sales"), (.account(.liquidity), "account-liquidity"),
        (.session(SessionID(31)), "session-31"), (.transfer(TransferID(32)), "transfer-32"),
        (.basket(UserID(33)), "basket-33"), (.rates, "rates-usd"),
        (.services, "catalogue-services"), (.user(UserID(1)), "user-1"),
        (.slot(SlotID(7)), "slot-7"), (.hold(HoldID(100)), "hold-100"),
        (.shop(ShopID(9)), "shop-9"), (.product(ProductID(10)), "product-10"),
        (.invitation(InvitationID(11)), "invitation-11"),
        (.order(OrderID(999_999_999_999_999_999)), "order-999999999999999999"),
        (.username(Samples.claim(1)), "username-fedcba98765432100000000000000001"),
        (.email(Samples.claim(0xAB)), "email-fedcba987654321000000000000000ab"),
    ])
    func `a stream's name parses to the same stream`(stream: StreamID, name: String) {
        #expect(stream.name == name)
        #expect(StreamID(name: name) == stream)
    }

    @Test(arguments: [
        "", "-", "account", "account-", "account-0", "account-01", "account--1", "account-+1",
        "account-1 ", " account-1", "account-1x", "account-House", "user-house", "slot-sales",
        "Account-1", "wallet-1", "account-9999999999999999999", "username-1",
        "username-FEDCBA98765432100000000000000001", "username-fedcba9876543210000000000000000",
        "email-fedcba987654321000000000000000ag", "hold-1-2", "user-١", "session-0", "session-",
        "transfer-house", "basket-01", "rates-", "rates-eur", "rates-USD", "rates-usd-1", "rates-1",
        "catalogue-", "catalogue-products", "catalogue-services-", "catalogue-1", "user-liquidity",
        "account-Liquidity", "invitation-0", "invitation-x",
    ])
    func `any other text is not a stream name`(name: String) {
        #expect(StreamID(name: name) == nil)
    }

    @Test func `every name fits the limit`() {
        for stream in [StreamID.product(ProductID(.min)), .username(Samples.claim(.max))] {
            #expect(stream.name.utf8.count <= StreamID.maximumNameLength)
        }
    }
}
