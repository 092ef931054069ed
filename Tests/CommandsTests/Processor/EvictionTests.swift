import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model
@testable import Writer

@Suite(.patient) struct EvictionTests {
    @Test func `the model never exceeds its limit and two batches`() throws {
        var limits = CommandLimits()
        limits.entities = 40
        let node = Node(limits: limits)
        let users = try (0..<50).map { try node.register($0) }
        #expect(node.entities <= 50)
        for (sender, receiver) in zip(users, users.dropFirst()) {
            #expect(
                node.process(TransferMoney(to: .user(receiver), amount: rub(100)), by: sender)
                    .isDone
            )
            #expect(
                node.process(TransferMoney(to: .user(receiver), amount: rub(101)), by: sender)
                    .reason == "insufficient-funds"
            )
            #expect(node.entities <= 50)
        }
        #expect(node.balance(users[49]) == 200)
    }

    @Test func `a used state survives a rotation, an unused one does not`() {
        var cache = EntityCache<UserID, User>()
        cache.load(UserID(1), version: .none, state: User())
        cache.load(UserID(2), version: .none, state: User())
        cache.rotate()
        let used = cache.touch(UserID(1))
        cache.rotate()
        #expect(used)
        #expect(cache[UserID(1)] != nil)
        #expect(cache[UserID(2)] == nil)
    }

    @Test func `the state of a wallet with one currency takes at most 32 bytes`() {
        #expect(MemoryLayout<Account>.stride <= 32)
    }
}
