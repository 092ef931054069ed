import Events

@testable import Projections

/// The rows that a projector makes of events, in any order of keys.
func fold<P: Projector>(
    _ projector: P.Type,
    _ events: [RecordedEvent]
) throws(ProjectionFault) -> [P.Key: P.Row] {
    var rows: [P.Key: P.Row] = [:]
    for event in events {
        guard let key = P.key(of: event) else { continue }
        try P.apply(event, to: &rows[key])
    }
    return rows
}
