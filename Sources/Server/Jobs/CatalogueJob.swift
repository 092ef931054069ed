import API
import Commands
import Events

/// Fetches the catalogue of services, all pages or nothing: meanwhile, and if it fails, the one that
/// is known stands.
struct CatalogueJob: Job {
    let name = JobName.serviceCatalogue
    let client: OutsideClient?
    let commands: JobCommands
    let intervalSeconds: Int?

    func run(_ run: JobRun) throws -> JobReport {
        guard let client else {
            return .resting("set TALLY_SERVICES_URL to fetch the catalogue of services")
        }
        try run.begin()
        var reader = CatalogueReader()
        while let page = reader.next {
            try run.requireHold()
            try reader.take(try CataloguePage(try client.ask(.get, "/services?page=\(page)")))
        }
        var appends = 0
        // Each writes a part of what is new, until there is nothing new.
        while appends < Self.maximumAppends {
            try run.requireHold()
            let command = RecordCatalogue(reader.services)
            guard try commands.record(command, givesUp: run.isStopped) else { break }
            appends += 1
        }
        return .done("\(reader.services.count) services" + (appends == 0 ? ", nothing new" : ""))
    }

    /// All services new and as many gone.
    private static let maximumAppends =
        2 * CatalogueReader.maximumServices / RecordCatalogue.maximumChanges + 1
}
