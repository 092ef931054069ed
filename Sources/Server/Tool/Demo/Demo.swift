import Node
import Runtime
import Settings

/// `tally demo`: loads the demo data, once.
enum Demo {
    static func run(
        _ options: DatabaseOptions,
        _ environment: [String: String]
    ) throws -> ExitCode {
        let configuration = try Configuration(environment: environment)
        let database = try Database(options)
        defer { database.close() }
        try database.migrate()
        let isNew = try DemoData.load(
            database.options,
            try database.secrets(),
            configuration
        )
        Output.line(isNew ? "The demo data is loaded." : "The demo data was loaded before.")
        Output.line(DemoData.logins)
        return .success
    }
}
