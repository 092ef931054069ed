import Events
import TestSupport
import Testing

@testable import API
@testable import EventStore
@testable import Identity
@testable import Model

@Suite(.patient)
struct RevocationTests {
    private let board = RevocationBoard(clock: ServiceClock())
    private let alice = UserID(1)
    private let bob = UserID(2)

    /// A copy that can be used within an expectation.
    private final class Loop {
        private var copy: RevocationCopy

        init(_ board: RevocationBoard) {
            copy = RevocationCopy(board)
        }

        func isEnded(_ user: UserID, _ session: Int64, now: Int64) -> Bool {
            let session = SessionID(session)
            let identity = Identity(
                user: user,
                session: session,
                issuedAt: LogPlace(LogPosition(session.rawValue)),
                isAdministrator: false
            )
            return copy.isEnded(identity, now: now)
        }
    }

    @Test func `an ended session is over, and another one is not`() {
        let copy = Loop(board)
        #expect(!copy.isEnded(alice, 10, now: 100))
        board.add([.session(SessionID(10))], now: 100)
        #expect(copy.isEnded(alice, 10, now: 100))
        #expect(!copy.isEnded(alice, 11, now: 100))
        #expect(!copy.isEnded(bob, 9, now: 100))
    }

    @Test func `a cut ends the user's earlier sessions except the one that is kept`() {
        let copy = Loop(board)
        board.add([.sessions(of: alice, before: SessionID(20), kept: SessionID(15))], now: 100)
        #expect(copy.isEnded(alice, 14, now: 100))
        #expect(!copy.isEnded(alice, 15, now: 100))
        #expect(copy.isEnded(alice, 19, now: 100))
        #expect(!copy.isEnded(alice, 20, now: 100))
        #expect(!copy.isEnded(bob, 14, now: 100))
    }

    @Test func `the later of two cuts applies, in either order`() {
        let cuts: [Revocation] = [
            .sessions(of: alice, before: SessionID(20), kept: SessionID(15)),
            .sessions(of: alice, before: SessionID(30), kept: nil),
        ]
        for order in [cuts, cuts.reversed()] {
            var known = SessionRevocations()
            for cut in order { _ = known.add(cut, until: 1_000) }
            #expect(known.isEnded(SessionID(15), of: alice))
            #expect(known.isEnded(SessionID(29), of: alice))
            #expect(!known.isEnded(SessionID(30), of: alice))
        }
    }

    @Test func `a repeated revocation is kept once`() {
        board.add([.session(SessionID(10)), .session(SessionID(10))], now: 100)
        board.add([.session(SessionID(10))], now: 100)
        #expect(board.version == 1)
    }

    @Test func `a revocation is forgotten once every token has expired, and not before`() {
        let copy = Loop(board)
        board.add([.session(SessionID(10))], now: 100)
        let end = 100 + RevocationBoard.memorySeconds
        #expect(RevocationBoard.memorySeconds >= 86_400)
        board.add([.session(SessionID(11))], now: end - 1)
        #expect(copy.isEnded(alice, 10, now: end - 1))
        let later = end + RevocationBoard.pruningSeconds
        board.add([.session(SessionID(12))], now: later)
        #expect(!copy.isEnded(alice, 10, now: later))
        #expect(copy.isEnded(alice, 11, now: later))
        #expect(board.entries(from: 0).entries.count == 2)
        #expect(board.version == 3)
    }

    @Test func `a lost revocation does not end a new session with the same id`() {
        let (early, late) = (Loop(board), Loop(board))
        board.add(
            [
                .session(SessionID(10)), .session(SessionID(30)),
                .sessions(of: alice, before: SessionID(40), kept: nil),
                .sessions(of: UserID(31), before: SessionID(40), kept: nil),
            ],
            now: 100
        )
        #expect(early.isEnded(bob, 30, now: 100))
        board.cutBack(to: LogPosition(25), now: 100)
        for copy in [early, late] {
            #expect(copy.isEnded(bob, 10, now: 100), "a session that was ended stays ended")
            #expect(!copy.isEnded(bob, 30, now: 100))
            #expect(copy.isEnded(alice, 25, now: 100))
            #expect(!copy.isEnded(alice, 26, now: 100))
            #expect(!copy.isEnded(UserID(31), 39, now: 100))
        }
        board.add([.session(SessionID(30))], now: 101)
        #expect(early.isEnded(bob, 30, now: 101))
    }

    @Test func `a copy that is renewed late misses no revocation`() {
        let (early, late) = (Loop(board), Loop(board))
        for second in Int64(0)..<500 {
            board.add([.session(SessionID(second))], now: second * 60)
            #expect(early.isEnded(alice, second, now: second * 60))
        }
        for second in Int64(0)..<500 {
            let isFresh = second * 60 + RevocationBoard.memorySeconds > 499 * 60
            if isFresh { #expect(late.isEnded(alice, second, now: 499 * 60)) }
        }
    }
}
