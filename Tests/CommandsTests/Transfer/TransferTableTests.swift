import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

/// Every command on a transfer in every state, before and at the deadline.
@Suite(.patient) struct TransferTableTests {
    enum Action: CaseIterable {
        case post
        case void
        case expire
        case reverse

        var command: any Command {
            switch self {
            case .post: PostTransfer(gift)
            case .void: VoidTransfer(gift)
            case .expire: ExpireTransfer(gift)
            case .reverse: ReverseTransfer(gift, isAdministrator: false)
            }
        }
    }

    struct Row: CustomTestStringConvertible {
        let state: Transfer.State
        let action: Action
        /// Nil if the command is done.
        let before: Refusal?
        let atDeadline: Refusal?

        init(
            _ state: Transfer.State,
            _ action: Action,
            _ before: Refusal?,
            _ atDeadline: Refusal?
        ) {
            self.state = state
            self.action = action
            self.before = before
            self.atDeadline = atDeadline
        }

        /// The same before and at the deadline.
        init(_ state: Transfer.State, _ action: Action, always rejection: Rejection) {
            self.init(state, action, .rejected(rejection), .rejected(rejection))
        }

        var testDescription: String { "\(action) of a \(state) transfer" }
    }

    static let table: [Row] = [
        Row(.missing, .post, .notFound(.transfer), .notFound(.transfer)),
        Row(.missing, .void, .notFound(.transfer), .notFound(.transfer)),
        Row(.missing, .expire, .notFound(.transfer), .notFound(.transfer)),
        Row(.missing, .reverse, .notFound(.transfer), .notFound(.transfer)),
        Row(.pending, .post, nil, .rejected(.transferExpired)),
        Row(.pending, .void, nil, .rejected(.transferExpired)),
        Row(.pending, .expire, .rejected(.transferNotDue), nil),
        Row(.pending, .reverse, always: .transferNotPosted),
        Row(.posted, .post, always: .transferPosted),
        Row(.posted, .void, always: .transferPosted),
        Row(.posted, .expire, always: .transferPosted),
        Row(.posted, .reverse, nil, nil),
        Row(.voided, .post, always: .transferVoided),
        Row(.voided, .void, always: .transferVoided),
        Row(.voided, .expire, always: .transferVoided),
        Row(.voided, .reverse, always: .transferNotPosted),
        Row(.expired, .post, always: .transferExpired),
        Row(.expired, .void, always: .transferExpired),
        Row(.expired, .expire, always: .transferExpired),
        Row(.expired, .reverse, always: .transferNotPosted),
        Row(.direct, .post, always: .transferNotPending),
        Row(.direct, .void, always: .transferNotPending),
        Row(.direct, .expire, always: .transferNotPending),
        Row(.direct, .reverse, nil, nil),
        Row(.postedReversed, .post, always: .transferPosted),
        Row(.postedReversed, .void, always: .transferPosted),
        Row(.postedReversed, .expire, always: .transferPosted),
        Row(.postedReversed, .reverse, always: .transferReversed),
        Row(.directReversed, .post, always: .transferNotPending),
        Row(.directReversed, .void, always: .transferNotPending),
        Row(.directReversed, .expire, always: .transferNotPending),
        Row(.directReversed, .reverse, always: .transferReversed),
    ]

    /// A gift of 40 of Alice's 100 to Bob in the state.
    static func history(_ state: Transfer.State) -> Given {
        let wallets = wallet(alice, rub(100)) + wallet(bob)
        return switch state {
        case .missing: given(wallets)
        case .pending: given(wallets, pending(rub(40)))
        case .posted: given(wallets, pending(rub(40)), posted(rub(40), of: rub(40)))
        case .voided: given(wallets, pending(rub(40)), ended(TransferEvent.voided, rub(40)))
        case .expired: given(wallets, pending(rub(40)), ended(TransferEvent.expired, rub(40)))
        case .direct: given(wallets, moved(.transfer, rub(40)))
        case .postedReversed:
            given(
                wallets,
                pending(rub(40)),
                posted(rub(40), of: rub(40)),
                reversed(rub(40), at: 600)
            )
        case .directReversed:
            given(wallets, moved(.transfer, rub(40)), reversed(rub(40), at: 600))
        }
    }

    @Test func `every state and command is in the table once`() {
        #expect(Self.table.count == Transfer.State.allCases.count * Action.allCases.count)
        #expect(Set(Self.table.map(\.testDescription)).count == Self.table.count)
    }

    @Test(arguments: table, [299, 300, 400])
    func `a command on a transfer does what the table says`(row: Row, seconds: Int) {
        let actor = row.action == .expire ? Actor.system : Actor(bob)
        let verdict = Self.history(row.state)
            .when(row.action.command, by: actor, after: seconds)
        if let refusal = seconds < 300 ? row.before : row.atDeadline {
            return verdict.then(refusal)
        }
        switch row.action {
        case .post: verdict.then(posted(rub(40), of: rub(40)))
        case .void: verdict.then(ended(TransferEvent.voided, rub(40)))
        case .expire: verdict.then(ended(TransferEvent.expired, rub(40)))
        case .reverse: verdict.then(reversed(rub(40)))
        }
    }

    @Test(arguments: [Action.post, .void, .reverse], Transfer.State.allCases)
    func `another user's transfer is forbidden in every state`(
        action: Action,
        state: Transfer.State
    ) {
        let refusal = state == .missing ? Refusal.notFound(.transfer) : .forbidden(.owner)
        Self.history(state).when(action.command, by: UserID(77)).then(refusal)
    }

    @Test(arguments: [Action.post, .void, .reverse], [Actor.system, .anonymous])
    func `only a user can end a transfer`(action: Action, actor: Actor) {
        Self.history(.pending).when(action.command, by: actor).then(Refusal.forbidden(.user))
    }
}
