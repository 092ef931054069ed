import Events

/// What follows from a command: events at consecutive positions, all appended or none.
package struct Decision: Hashable, Sendable {
    /// At least one.
    package var events: [NewEvent]
    /// What was made, if the command makes a thing.
    package var location: Resource?
    /// Personal data to be written beside the events.
    package var person: Person?

    package init(_ events: [NewEvent], location: Resource? = nil, person: Person? = nil) {
        self.events = events
        self.location = location
        self.person = person
    }
}
