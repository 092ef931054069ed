import Events
import Postgres

extension BeliefVerifier {
    /// Snapshots read at once; a state may have some hundred kilobytes.
    private static let portion: Int64 = 50

    /// Checks seal, event and state of every snapshot.
    func verifySnapshots(
        _ verification: inout BeliefVerification,
        _ state: (StreamID, StoredSnapshot) throws -> ExpectedState
    ) throws {
        var last = ""
        while true {
            let rows = try connection.execute(
                """
                SELECT stored.stream, stored.version, stored.schema, stored.state, stored.seal,
                    made.position, made.command
                FROM log.snapshots AS stored
                LEFT JOIN log.events AS made
                    ON made.stream = stored.stream AND made.version = stored.version
                WHERE stored.stream > $1 ORDER BY stored.stream LIMIT $2
                """,
                [.text(last), .int64(Self.portion)]
            )
            guard !rows.isEmpty else { return }
            for row in rows {
                try requireGoingOn()
                last = try row.string(0)
                let found = try FoundSnapshot(
                    row,
                    snapshot: (version: 1, schema: 2, state: 3, seal: 4),
                    event: (position: 5, command: 6)
                )
                verification.rows += 1
                if let reason = try fault(last, found, state) {
                    verification.add(.snapshot(stream: last), reason)
                }
            }
        }
    }

    private func fault(
        _ name: String,
        _ found: FoundSnapshot,
        _ state: (StreamID, StoredSnapshot) throws -> ExpectedState
    ) throws -> BeliefFault.Reason? {
        guard let stream = StreamID(name: name) else { return .unknownStream }
        let version = found.snapshot.version
        guard found.event != nil else { return .noSuchVersion(version) }
        guard found.isSealed(of: name, by: sealer) else { return .seal }
        switch try state(stream, found.snapshot) {
        case .state(let expected):
            return expected == found.snapshot.state ? nil : .otherState(version)
        case .none: return .otherState(version)
        case .unused: return nil
        }
    }
}
