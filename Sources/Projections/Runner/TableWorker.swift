import Events
import Model
import Postgres

/// One table of a read model at work: rows in memory, and their way from and to PostgreSQL.
///
/// `ProjectedTable` is the one conformer; the protocol hides its projector's types.
protocol TableWorker: AnyObject {
    var projection: ReadModel { get }
    var shape: TableShape { get }
    var isAppendOnly: Bool { get }

    /// Reads the rows that the events name, unless they are in memory.
    func load(for events: ArraySlice<RecordedEvent>, from connection: Connection) throws

    /// Folds the events into the rows in memory. If it throws, `forget` must follow.
    func apply(_ events: ArraySlice<RecordedEvent>) throws(ProjectionFault)

    /// Writes the changed rows, each once.
    func write(to connection: Connection) throws

    /// Moves rows that are only added into a COPY stream, which the caller sends.
    func drain(to sink: inout CopySink)

    /// Takes over what another node has made of the events.
    func reload(for events: ArraySlice<RecordedEvent>, from connection: Connection) throws

    /// Names the rows that changed.
    func announce(in batch: inout ProjectionBatch)

    /// What changed is committed.
    func settle()

    /// Drops everything in memory: it is not known any more whether it is what PostgreSQL has.
    func forget()
}
