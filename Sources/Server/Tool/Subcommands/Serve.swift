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
        let isForPerson = Output.isWatched && !options.isVerbose
        if isForPerson { LogOutput.shared.speakToPerson() }
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
        let database = try Greeting.open(options.database)
        defer { database.close() }
        let wait = DatabaseWait(
            database: database.options,
            limitSeconds: options.waitSeconds,
            signals: signals
        )
        guard try wait.run() else { return .success }
        try Output.step("Checking the schemas") { try database.migrate() }
        try DemoData.requireUnknownPasswords(of: database.options, to: options.host)
        let standIn = options.loadsDemo ? try configuration.useStandIn() : nil
        defer { standIn?.stop() }
        let logins =
            try options.loadsDemo
            ? Output.step("Loading the demo data, unless it is there") {
                try loadDemo(options, database, configuration)
            } : nil
        let node = try Node(
            database: database.options,
            secrets: try database.secrets(),
            configuration: configuration,
            host: options.host,
            port: options.port
        )
        try node.start()
        announce(options, node)
        if let logins { Output.line(logins) }
        warningOfGifts(to: options.host, configuration)?.write()
        signals.wait()
        LogLine(.info, "stopping").write()
        if isForPerson { Output.aside("\nStopping; a second Ctrl-C does not wait.\n") }
        signals.watchForAnother()
        node.stop()
        LogLine(.info, "stopped").write()
        return .success
    }

    private static func announce(_ options: ServeOptions, _ node: Node) {
        let host = options.host.contains(":") ? "[\(options.host)]" : options.host
        let address = "http://\(host):\(node.port)"
        LogLine(.info, "started").with("address", address).with("version", tallyVersion).write()
        Output.line(
            Output.isTerminal ? Greeting.text(address: address) : "Tally listens on \(address)"
        )
    }

    /// Returns the logins to print.
    private static func loadDemo(
        _ options: ServeOptions,
        _ database: Database,
        _ configuration: Configuration
    ) throws -> String {
        try DemoData.loadIfEmpty(
            database.options,
            try database.secrets(),
            configuration,
            passwords: options.isPublicDemo ? .random() : .known
        )
    }

    /// Everybody who reaches the service can have as many grants as accounts.
    ///
    /// Nil where they can't: the service listens on this machine alone, or gives nothing away.
    static func warningOfGifts(to host: String, _ configuration: Configuration) -> LogLine? {
        guard configuration.registration == .open, configuration.openingGrant > 0,
            !Listening.isLoopback(host)
        else { return nil }
        return LogLine(.warning, "open registration with a grant").with(
            "detail",
            "Everybody who reaches \(host) can register and is given an opening grant, "
                + "again and again. Set TALLY_REGISTRATION=invite, or TALLY_OPENING_GRANT=0."
        )
    }
}
