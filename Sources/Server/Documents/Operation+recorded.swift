import API
import EventStore
import Events
import Model
import Operations
import Settings

/// What a request carries, as the operation's own closure asks for it.
extension Operation {
    /// The shape of the body that the operation reads, and whether one must be sent; nil if it
    /// reads none.
    var body: (schema: Schema, isRequired: Bool)? {
        switch work {
        case .command(let make): record { _ = make(&$0, .example) }
        case .bulk(let work): record { _ = work.make(&$0, .example) }
        case .registration(let read): record { _ = read(&$0) }
        case .signIn(let read): record { _ = read(&$0) }
        case .refresh(let read): record { _ = read(&$0) }
        case .passwordChange(let read): record { _ = read(&$0) }
        case .detailsChange(let read): record { _ = read(&$0) }
        case .passwordReset(let read): record { _ = read(&$0) }
        case .code(_, let make): record { _ = make(&$0, .example, .example) }
        case .userCheck(let read): record { _ = read(&$0) }
        case .unlock, .question, .publicQuestion, .feed, .retry, .jobRun, .logSearch, .operations,
            .document, .page, .asset:
            nil
        }
    }

    private func record(
        _ read: (inout BodyFields) -> Void
    ) -> (schema: Schema, isRequired: Bool)? {
        func run(_ choice: Int) -> BodyRecording? {
            var fields = BodyFields(recorder: BodyRecording(choice: choice))
            read(&fields)
            return fields.recording
        }
        guard let first = run(0), !first.properties.isEmpty else { return nil }
        let others = first.alternatives.indices.dropFirst().compactMap { run($0) }
        let shapes = ([first] + others).map { Schema.object($0.properties) }
        return (
            others.isEmpty ? shapes[0] : .any(shapes),
            first.requiresChange || first.properties.contains(where: \.isRequired)
        )
    }

    /// The parameters that the operation reads.
    var query: QueryRecording {
        switch work {
        case .question(let make): QueryParameters.record { _ = make(&$0, .example) }
        case .feed(let read): QueryParameters.record { _ = read(&$0) }
        case .logSearch(let read): QueryParameters.record { _ = read(&$0) }
        case .command, .bulk, .publicQuestion, .registration, .signIn, .refresh, .passwordChange,
            .detailsChange, .passwordReset, .code, .unlock,
            .userCheck, .retry, .jobRun, .operations, .document, .page, .asset:
            QueryRecording()
        }
    }
}

extension CommandContext {
    /// For recorders: the closures run, and nobody uses the commands.
    static var example: CommandContext {
        CommandContext(
            identity: Identity(
                user: UserID(12),
                session: SessionID(13),
                issuedAt: LogPlace(LogPosition(13)),
                isAdministrator: true
            ),
            command: UUID128(high: 1, low: 2),
            id: 42,
            configuration: Configuration(),
            claims: ClaimCache(ClaimHasher(key: [UInt8](repeating: 0, count: 32)))
        )
    }
}

extension CodeSeed {
    /// For recorders, as above.
    static var example: CodeSeed {
        CodeSeed(
            hash: ClaimHash(UUID128(high: 1, low: 2)),
            now: Timestamp(microseconds: 1_800_000_000_000_000)
        )
    }
}

extension QueryContext {
    /// For recorders: the closures run, and nobody asks the questions.
    static var example: QueryContext {
        QueryContext(
            user: UserID(12),
            isAdministrator: false,
            id: 42,
            sources: QuerySources(
                configuration: Configuration(),
                now: { 0 },
                projections: { (logEnd: .start, eventsPerSecond: 0) }
            )
        )
    }
}
