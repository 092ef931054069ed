import EventStore
import Events
import HTTP
import Model
import Node
import Projections
import Runtime
import Text

extension Invocation {
    /// Parses the words after `tally`; throws a complaint about wrong ones.
    init(arguments: [String], environment: [String: String]) throws(Complaint) {
        guard let first = arguments.first else {
            throw .usage("No command given. See tally --help.")
        }
        switch first {
        case "--help", "-h", "help":
            self = .help(arguments.dropFirst().first.flatMap(Subcommand.init(rawValue:)))
            return
        case "--version":
            self = .version
            return
        default:
            break
        }
        guard let command = Subcommand(rawValue: first) else {
            let known = Subcommand.allCases.map(\.rawValue)
            let kind = first.hasPrefix("-") ? "option" : "command"
            let near = suggestion(for: first, among: known + ["--help", "--version"])
            throw .usage("Unknown \(kind) \"\(first)\".\(near) See tally --help.")
        }
        let parsed = try ParsedArguments(Array(arguments.dropFirst()), options: command.options)
        if parsed.has(.help) {
            self = .help(command)
        } else {
            try self.init(command, parsed, environment)
        }
    }

    private init(
        _ command: Subcommand,
        _ parsed: ParsedArguments,
        _ environment: [String: String]
    ) throws(Complaint) {
        let database = DatabaseOptions(parsed, environment)
        if !command.takesWords, let word = parsed.words.first {
            throw .usage("tally \(command.rawValue) does not take \"\(word)\".")
        }
        switch command {
        case .serve: self = .serve(try ServeOptions(parsed, database))
        case .health: self = .health(try Listening(parsed, port: 8_080))
        case .standIn: self = .standIn(try Listening(parsed, port: 0))
        case .replay: self = .replay(try ReplayOptions(parsed, database))
        case .verify:
            self = .verify(
                VerifyOptions(database: database, isIncremental: parsed.has(.incremental))
            )
        case .migrate: self = .migrate(database)
        case .demo: self = .demo(database)
        case .events: self = .events(try EventsOptions(parsed, database))
        case .restore:
            self = .restore(
                RestoreOptions(database: database, rotatesTokens: parsed.has(.rotateTokens))
            )
        case .status: self = .status(database)
        case .completions: self = .completions(try Shell(parsed))
        case .man: self = .manual
        case .admin: try self.init(administration: parsed, database)
        case .transfers: self = .transfers(try TransfersOptions(parsed, database))
        }
    }
}

extension Shell {
    fileprivate init(_ parsed: ParsedArguments) throws(Complaint) {
        let known = Shell.allCases.map(\.rawValue)
        guard let word = parsed.words.first, parsed.words.count == 1 else {
            throw .usage("tally completions needs one shell: \(known.joined(separator: " or ")).")
        }
        guard let shell = Shell(rawValue: word) else {
            throw .usage("No completions for \"\(word)\".\(suggestion(for: word, among: known))")
        }
        self = shell
    }
}

extension ReplayOptions {
    fileprivate init(_ parsed: ParsedArguments, _ database: DatabaseOptions) throws(Complaint) {
        let known = ReadModel.allCases.map(\.rawValue)
        for name in parsed.words where !known.contains(name) {
            throw .usage("No read model \"\(name)\".\(suggestion(for: name, among: known))")
        }
        self.init(
            database: database,
            names: parsed.words,
            onlyVerifies: parsed.has(.verify)
        )
        guard let text = parsed.value(.acceptCut) else { return }
        guard !onlyVerifies else {
            throw .usage("--verify changes nothing: leave --accept-cut out.")
        }
        guard let position = Int64(text), position >= 0 else {
            throw .usage("--accept-cut must be a position of 0 or more, not \"\(text)\".")
        }
        acceptedCut = position
    }
}

extension DatabaseOptions {
    fileprivate init(_ parsed: ParsedArguments, _ environment: [String: String]) {
        // A named data directory wins over a URL in the environment.
        let ambient = parsed.value(.data) == nil ? environment["DATABASE_URL"] : nil
        self.init(
            url: parsed.value(.database) ?? ambient.flatMap { $0.isEmpty ? nil : $0 },
            dataDirectory: parsed.value(.data) ?? ".tally"
        )
    }
}

extension ServeOptions {
    fileprivate init(_ parsed: ParsedArguments, _ database: DatabaseOptions) throws(Complaint) {
        self.init(database: database)
        port = try parsed.port() ?? port
        host = parsed.value(.host) ?? host
        isVerbose = parsed.has(.verbose)
        isPublicDemo = parsed.has(.demoPublic)
        loadsDemo = parsed.has(.demo) || isPublicDemo
        guard !loadsDemo || isPublicDemo || Listening.isLoopback(host) else {
            throw .usage(
                "--demo has known passwords, and \(host) is reached by others: use --demo-public, "
                    + "which makes random ones."
            )
        }
        if let text = parsed.value(.wait) {
            guard let seconds = Int(text), (0...86_400).contains(seconds) else {
                throw .usage("--wait must be a number of seconds from 0 to 86400, not \"\(text)\".")
            }
            waitSeconds = seconds
        }
    }
}

extension Listening {
    /// Whether only this machine reaches what listens at the address.
    static func isLoopback(_ host: String) -> Bool {
        host == "localhost" || Address(text: host)?.isLoopback == true
    }

    fileprivate init(_ parsed: ParsedArguments, port: UInt16) throws(Complaint) {
        self.init(port: try parsed.port() ?? port)
        host = parsed.value(.host) ?? host
    }
}

extension ParsedArguments {
    /// Nil if it is not given.
    fileprivate func port() throws(Complaint) -> UInt16? {
        guard let text = value(.port) else { return nil }
        guard let port = UInt16(text) else {
            throw .usage("--port must be a number from 0 to 65535, not \"\(text)\".")
        }
        return port
    }
}

extension EventsOptions {
    fileprivate init(_ parsed: ParsedArguments, _ database: DatabaseOptions) throws(Complaint) {
        self.init(database: database)
        stream = parsed.value(.stream)
        follows = parsed.has(.follow)
        try takeTypes(parsed.value(.type))
        try takeEnd(parsed)
        if let text = parsed.value(.from) {
            guard let place = LogPlace(text: text.utf8, separator: "@"), place.position > .start
            else {
                throw .usage(
                    "--from must be a position of 1 or more, such as 1234 or 1234@5f3a9c1e, not "
                        + "\"\(text)\"."
                )
            }
            from = place
        }
    }

    private mutating func takeTypes(_ text: String?) throws(Complaint) {
        guard let text else { return }
        var found: [EventType] = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let type = EventType.allCases.first(where: { $0.rawValue == word }) else {
                let near = suggestion(for: String(word), among: EventType.allCases.map(\.rawValue))
                throw .usage("No event is called \"\(word)\".\(near)")
            }
            found.append(type)
        }
        types = found
    }

    private mutating func takeEnd(_ parsed: ParsedArguments) throws(Complaint) {
        if let text = parsed.value(.to) {
            guard let position = Int64(text), position > 0 else {
                throw .usage("--to must be a position of 1 or more, not \"\(text)\".")
            }
            guard !follows else { throw .usage("--follow has no end: leave --to out.") }
            to = LogPosition(position)
        }
        if let text = parsed.value(.tail) {
            guard let count = Int(text), (1...10_000).contains(count) else {
                throw .usage("--tail must be a number from 1 to 10000, not \"\(text)\".")
            }
            guard parsed.value(.from) == nil else {
                throw .usage("--tail and --from both say where to begin: leave one out.")
            }
            tail = count
        }
    }
}

extension TransfersOptions {
    /// Bytes of the name of a payment that is made once more.
    private static let nameBytes = 1...40

    fileprivate init(_ parsed: ParsedArguments, _ database: DatabaseOptions) throws(Complaint) {
        guard let file = parsed.words.first else {
            throw .usage("tally transfers needs a CSV file. See tally transfers --help.")
        }
        if let word = parsed.words.dropFirst().first {
            throw .usage("tally transfers takes one file, not also \"\(word)\".")
        }
        guard !parsed.has(.check) || !parsed.has(.yes) else {
            throw .usage("--check sends nothing: leave --yes out.")
        }
        let name = parsed.value(.again)
        if let name {
            let isFine = name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
            guard isFine, Self.nameBytes.contains(name.utf8.count) else {
                throw .usage("--again must be 1 to 40 visible characters of ASCII.")
            }
        }
        self.init(
            database: database,
            file: file,
            payer: parsed.value(.payer),
            consent: parsed.has(.check) ? .onlyCheck : parsed.has(.yes) ? .given : .asked,
            again: name,
            results: parsed.value(.results)
        )
    }
}
