import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

/// Every command on a hold in every state, before and at the deadline.
@Suite(.patient) struct HoldTableTests {
    enum Action: CaseIterable {
        case confirm
        case cancel
        case expire

        var command: any Command {
            switch self {
            case .confirm: ConfirmHold(HoldID(30))
            case .cancel: CancelHold(HoldID(30))
            case .expire: ExpireHold(HoldID(30))
            }
        }
    }

    struct Row: CustomTestStringConvertible {
        let state: Hold.State
        let action: Action
        /// Nil if the command is done.
        let before: Refusal?
        let atDeadline: Refusal?

        init(_ state: Hold.State, _ action: Action, _ before: Refusal?, _ atDeadline: Refusal?) {
            self.state = state
            self.action = action
            self.before = before
            self.atDeadline = atDeadline
        }

        var testDescription: String { "\(action) of a \(state) hold" }
    }

    static let table: [Row] = [
        Row(.missing, .confirm, .notFound(.hold), .notFound(.hold)),
        Row(.missing, .cancel, .notFound(.hold), .notFound(.hold)),
        Row(.missing, .expire, .notFound(.hold), .notFound(.hold)),
        Row(.held, .confirm, nil, .rejected(.holdExpired)),
        Row(.held, .cancel, nil, .rejected(.holdExpired)),
        Row(.held, .expire, .rejected(.holdNotDue), nil),
        Row(
            .confirmed,
            .confirm,
            .rejected(.holdAlreadyConfirmed),
            .rejected(.holdAlreadyConfirmed)
        ),
        Row(.confirmed, .cancel, nil, nil),
        Row(
            .confirmed,
            .expire,
            .rejected(.holdAlreadyConfirmed),
            .rejected(.holdAlreadyConfirmed)
        ),
        Row(.cancelled, .confirm, .rejected(.holdCancelled), .rejected(.holdCancelled)),
        Row(.cancelled, .cancel, .rejected(.holdCancelled), .rejected(.holdCancelled)),
        Row(.cancelled, .expire, .rejected(.holdCancelled), .rejected(.holdCancelled)),
        Row(.expired, .confirm, .rejected(.holdExpired), .rejected(.holdExpired)),
        Row(.expired, .cancel, .rejected(.holdExpired), .rejected(.holdExpired)),
        Row(.expired, .expire, .rejected(.holdExpired), .rejected(.holdExpired)),
    ]

    @Test func `every state and command is in the table once`() {
        #expect(Self.table.count == Hold.State.allCases.count * Action.allCases.count)
        #expect(Set(Self.table.map(\.testDescription)).count == Self.table.count)
    }

    @Test(arguments: table, [299, 300, 400])
    func `a command on a hold does what the table says`(row: Row, seconds: Int) throws {
        let actor = row.action == .expire ? Actor.system : Actor(alice)
        let verdict = given(slot(3), hold(30, of: alice, row.state))
            .when(row.action.command, by: actor, after: seconds)
        if let refusal = seconds < 300 ? row.before : row.atDeadline {
            return verdict.then(refusal)
        }
        let events = try verdict.result.get().events
        switch row.action {
        case .confirm: #expect(events == confirmed(30, of: alice))
        case .cancel:
            #expect(
                events == cancelled(30, of: alice, wasConfirmed: row.state == .confirmed)
            )
        case .expire: #expect(events == expired(30, of: alice))
        }
    }

    @Test(
        arguments: [Action.confirm, .cancel],
        [Hold.State.held, .confirmed, .cancelled, .expired]
    )
    func `another user's hold is forbidden in every state`(action: Action, state: Hold.State) {
        given(slot(3), hold(30, of: alice, state)).when(action.command, by: bob)
            .then(Refusal.forbidden(.owner))
    }
}
