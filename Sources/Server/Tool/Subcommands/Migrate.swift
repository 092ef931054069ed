import Node
import Runtime

/// `tally migrate`: brings the schemas to this version.
enum Migrate {
    static func run(_ options: DatabaseOptions) throws -> ExitCode {
        let database = try Database(options)
        defer { database.close() }
        let applied = try database.migrate()
        Output.line(
            applied.isEmpty ? "Nothing to do." : "Applied: \(applied.joined(separator: ", "))."
        )
        return .success
    }
}
