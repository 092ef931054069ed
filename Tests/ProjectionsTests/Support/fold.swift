import Events

@testable import Projections

/// The rows that a projector makes of events, in any order of keys.
func fold<P: Projector>(
    _ projector: P.Type,
    _ events: [RecordedEvent]
) throws(ProjectionFault) -> [P.Key: P.Row] {
    var rows: [P.Key: P.Row] = [:]
    for event in events {
        guard let (key, change) = try P.effect(of: event) else { continue }
        try P.apply(change, to: &rows[key], key, by: event)
    }
    return rows
}
