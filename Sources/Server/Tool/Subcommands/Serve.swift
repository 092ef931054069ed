import API
import Events
import Node
import Postgres
import Runtime
import Settings

/// `tally serve`: runs the service until a signal.
enum Serve {
    static func run(
        _ options: ServeOptions,
        _ environment: [String: String]
    ) throws -> ExitCode {
        let signals = Signals()
        var configuration = try Configuration(environment: environment)
        if let path = configuration.logFile {
            LogOutput.shared.open(
                try RotatingFile(
                    path,
                    limitBytes: configuration.logFileBytes,
                    kept: configuration.logFiles
                )
            )
        }
        for text in Configuration.unknownVariables(environment) {
            LogLine(.warning, "unknown setting").with("detail", text).write()
        }
        let database = try Database(options.database)
        defer { database.close() }
        let wait = DatabaseWait(
            database: database.options,
            limitSeconds: options.waitSeconds,
            signals: signals
        )
        guard try wait.run() else { return .success }
        try database.migrate()
        let standIn = options.loadsDemo ? try configuration.useStandIn() : nil
        defer { standIn?.stop() }
        if options.loadsDemo {
            try DemoData.loadIfEmpty(database.options, try database.secrets(), configuration)
        }
        let node = try Node(
            database: database.options,
            secrets: try database.secrets(),
            configuration: configuration,
            host: options.host,
            port: options.port
        )
        try node.start()
        announce(options, node)
        signals.wait()
        LogLine(.info, "stopping").write()
        signals.watchForAnother()
        node.stop()
        LogLine(.info, "stopped").write()
        return .success
    }

    private static func announce(_ options: ServeOptions, _ node: Node) {
        let host = options.host.contains(":") ? "[\(options.host)]" : options.host
        let address = "http://\(host):\(node.port)"
        LogLine(.info, "started").with("address", address).with("version", tallyVersion).write()
        Output.line("Tally listens on \(address)")
        if options.loadsDemo { Output.line(DemoData.logins) }
    }
}
