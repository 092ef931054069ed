import Identity
import Projections

extension RevocationBoard {
    /// What a projection batch tells of sessions that ended, on this node or another.
    package func publish(_ batch: ProjectionBatch) {
        guard !batch.endedSessions.isEmpty || !batch.users.isEmpty else { return }
        let cuts = batch.users.compactMap { row in
            row.cut.map { Revocation.sessions(of: row.user, before: $0.before, kept: $0.kept) }
        }
        add(batch.endedSessions.map(Revocation.session) + cuts)
    }
}
