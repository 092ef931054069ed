import Events

/// What follows from a command: events at consecutive positions, all appended or none.
package struct Decision: Hashable, Sendable {
    /// At least one.
    package var events: [NewEvent]
    /// What was made, if the command makes a thing.
    package var location: Resource?
    /// A change of personal data, made in the same transaction.
    package var person: PersonChange?

    package init(_ events: [NewEvent], location: Resource? = nil, person: PersonChange? = nil) {
        self.events = events
        self.location = location
        self.person = person
    }
}
