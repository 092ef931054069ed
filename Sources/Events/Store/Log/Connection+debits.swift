import Events
import Model
import Postgres

extension Connection {
    /// Adds to the history of each transfer the debit that stands at the transfer's own position.
    ///
    /// One query, and none if no transfer is among the streams.
    func addDebits(to histories: inout [StreamID: StreamHistory]) throws(EventLogError) {
        let transfers = histories.keys.compactMap { stream -> Int64? in
            if case .transfer(let id) = stream { id.rawValue } else { nil }
        }
        guard !transfers.isEmpty else { return }
        do {
            let rows = try execute(
                """
                SELECT stream, position, version, type, schema, data, command, causation,
                    correlation, actor, recorded_at
                FROM log.events WHERE position = ANY ($1) AND type = $2
                """,
                [.int64s(transfers), .text(EventType.accountDebited.rawValue)]
            )
            for row in rows {
                let name = try row.string(0)
                let position = LogPosition(try row.int64(1))
                guard let stream = StreamID(name: name) else {
                    throw UnreadableEvent(position, .unknownStream(name))
                }
                let transfer = StreamID.transfer(TransferID(createdAt: position))
                histories[transfer]?.debit = try EventRow.read(row, from: 1, stream: stream).get()
            }
        } catch let error as UnreadableEvent {
            throw EventLogError(error)
        } catch let error as PostgresError {
            throw EventLogError(error)
        } catch {
            throw .refused("\(error)")
        }
    }
}
