import Events
import Foundation
import Glibc
import Postgres
import TestSupport

@testable import EventStore
@testable import Identity
@testable import Node
@testable import Settings
@testable import Text

/// The two ways in which a log loses its end.
enum Loss: CaseIterable {
    /// A backup replaces the database.
    case restoredBackup
    /// A standby that lacks the last events takes over.
    case promotedStandby
}

/// A node whose log is cut back while it runs.
final class CutBed {
    let node: RunningNode
    private let standby: StandbyServer?

    init(_ loss: Loss, _ change: (inout Configuration) -> Void = { _ in }) throws {
        switch loss {
        case .restoredBackup:
            standby = nil
            node = try RunningNode(change)
        case .promotedStandby:
            let server = try StandbyServer()
            standby = server
            node = try RunningNode(on: TestDatabase(server.options), change)
        }
    }

    /// Events from here on are lost with `cut`.
    func save() throws {
        if let standby { try standby.copy() } else { try node.database.backUp() }
        try waitUntilReady()
    }

    func cut() throws {
        if let standby {
            try standby.promote()
            standby.stopPrimary()
        } else {
            try node.database.restoreBackup()
        }
        try waitUntilReady()
    }

    /// The node may report ready until it notices the cut: the test asks until it has.
    private func waitUntilReady() throws {
        let server = try node.database.connect().server
        try wait(until: "the node has noticed the cut and is ready") {
            node.node.service.history.source.server == server && node.node.isReady
        }
    }

    /// The newest epoch that the database has.
    var epoch: String {
        get throws { try LogHistory.load(node.database.connect()).newest.id.text }
    }
}

extension HTTPClient.Answer {
    /// The last part of the problem's type.
    var problem: String? {
        guard case .string(let type)? = member("type") else { return nil }
        return type.split(separator: "/").last.map(String.init)
    }

    var history: String? { headers["tally-history"] }

    func member(_ name: String) -> JSONValue? {
        (try? JSONObject(Array(body.utf8)))?[name]
    }
}
