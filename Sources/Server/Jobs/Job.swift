import API

/// Something that the service does by itself, again and again, on one node at a time.
package protocol Job: Sendable {
    var name: JobName { get }

    /// From the begin of a run to the begin of the next; nil for one that only runs when it is asked
    /// for.
    var intervalSeconds: Int? { get }

    /// Does what there is to do now.
    ///
    /// Blocks. What it throws is written down, and it is tried again after a while.
    func run(_ run: JobRun) throws -> JobReport
}
