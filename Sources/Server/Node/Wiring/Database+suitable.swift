import Postgres
import Runtime

extension Database {
    /// Throws a complaint about a database that Tally can't work with, whatever its schema: one that
    /// can't store every text, or that is reached through a pooler that mixes sessions up.
    func requireSuitable(_ connection: Connection) throws {
        guard connection.serverEncoding == "UTF8" else {
            throw Complaint(
                "The database's encoding is \(connection.serverEncoding), so it can't store every "
                    + "name and text. Make one with createdb --encoding=UTF8 --template=template0, "
                    + "and name it by --database or DATABASE_URL."
            )
        }
        switch try Pooling.find(options) {
        case .none, .sessions: return
        case .transactions:
            throw Complaint(
                "Between Tally and PostgreSQL is a connection pooler in transaction mode, which "
                    + "mixes up what belongs to one session: roles, locks, notifications. Set it to "
                    + "session mode (PgBouncer: pool_mode = session), or name PostgreSQL itself by "
                    + "--database or DATABASE_URL."
            )
        }
    }
}
