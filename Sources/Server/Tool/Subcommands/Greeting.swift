import API
import Glibc
import Node
import Runtime

/// What `tally serve` says to a person at a terminal.
enum Greeting {
    /// The pages, with their uses.
    private static let pages = [
        ("/", "what happens, as it happens"), ("/app", "wallet, slots, shops and orders of a user"),
        ("/admin", "users, jobs and commands, for administrators"),
        ("/docs", "the API, to read and to try"),
    ]

    static func text(address: String) -> String {
        let width = pages.map(\.0.count).max() ?? 0
        let list = pages.map { path, use in
            let gap = String(repeating: " ", count: width - path.count + 2)
            return "  \(address)\(path)\(gap)\(use)"
        }
        let title = "Tally \(tallyVersion) listens on \(address)"
        return """

            \(title)

            \(list.joined(separator: "\n"))

            Ctrl-C stops it. Requests are shown with --verbose.

            """
    }

    /// Opens the database, and says what that takes: a first start makes a PostgreSQL.
    static func open(_ options: DatabaseOptions) throws(Complaint) -> Database {
        let work: () -> Result<Database, Complaint> = {
            Result { () throws(Complaint) in try Database(options) }
        }
        guard options.url == nil else { return try work().get() }
        let place = options.dataDirectory
        let isFirst = access("\(place)/postgres", F_OK) != 0
        let text =
            isFirst
            ? "Making a PostgreSQL in \(place), once" : "Starting the PostgreSQL in \(place)"
        return try Output.step(text, work).get()
    }
}
