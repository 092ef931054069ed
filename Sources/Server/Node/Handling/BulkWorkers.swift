import API
import Commands
import Entities
import Events
import HTTP
import Identity
import Model
import Operations
import Runtime
import Settings
import Synchronization
import Writer

/// Reads bulks on a thread of its own, and has the writer decide some of them at a time.
///
/// Bounded are the bytes of all bulks that are held, and the items that the writer has at once.
final class BulkWorkers: Sendable {
    static let overloaded = Problem.overloaded(
        "Too many bulks wait. This one had no effect: send it again later."
    )

    private struct State {
        /// The bytes of the bodies of all bulks that are not answered.
        var bytes = 0
        /// Bulks that were read.
        var turns = BulkTurns<BulkRun>(limit: BulkLimit.items)
        /// Whether a thread starts bulks that wait.
        var isStarting = false

        /// The next bulk, which the caller then starts; nil if no bulk waits, another thread starts
        /// one, or too much is being decided.
        mutating func begin() -> BulkRun? {
            guard !isStarting, let run = turns.begin() else { return nil }
            isStarting = true
            return run
        }
    }

    /// The most bulks that wait for the thread.
    private static let queueLimit = 1_000

    private let pool: WorkerPool<ClaimCache>
    private let state = Mutex(State())
    private let byteLimit: Int
    private let configuration: Configuration
    private let names: NameLookups
    private let queue: CommandQueue<Caller>
    private let complete: @Sendable ([Completion]) -> Void

    /// `complete` is called on the worker's thread and on the writer's.
    init(
        configuration: Configuration,
        claims: ClaimHasher,
        names: NameLookups,
        queue: CommandQueue<Caller>,
        complete: @escaping @Sendable ([Completion]) -> Void
    ) {
        byteLimit = configuration.bulkBufferBytes
        self.configuration = configuration
        self.names = names
        self.queue = queue
        self.complete = complete
        pool = WorkerPool(named: "bulk", threads: 1, limit: Self.queueLimit) { ClaimCache(claims) }
    }

    /// The bytes of the bulks that are not answered.
    var bytes: Int { state.withLock { $0.bytes } }

    /// Answers the bulk later; returns false, without effect, if too many wait.
    func take(_ sent: SentBulk) -> Bool {
        let bytes = sent.body.count
        let isTaken = state.withLock { state in
            guard state.bytes == 0 || state.bytes + bytes <= byteLimit else { return false }
            state.bytes += bytes
            return true
        }
        guard isTaken else { return false }
        if pool.submit({ [self] claims in read(sent, claims) }) { return true }
        state.withLock { $0.bytes -= bytes }
        return false
    }

    /// Reads the bulks that were taken, and ends the thread.
    func close() {
        pool.close()
    }

    private func read(_ sent: SentBulk, _ claims: ClaimCache) {
        let bulk: any Bulk
        do throws(Problem) {
            bulk = try command(of: sent, claims)
        } catch {
            state.withLock { $0.bytes -= sent.body.count }
            complete([Completion(ticket: sent.ticket, response: Response(error))])
            return
        }
        let progress = BulkProgress(bulk, sent.fingerprinted())
        let lookup = lookup(in: bulk, sent)
        let run = BulkRun(sent, progress, lookup, names, queue: queue) { [self] run, response in
            end(run, with: response)
        }
        state.withLock { $0.turns.add(run, of: run.user, weight: run.weight) }
        start()
    }

    private func command(
        of sent: SentBulk,
        _ claims: ClaimCache
    ) throws(Problem) -> any Bulk {
        let context = CommandContext(
            identity: sent.identity,
            command: sent.id,
            id: 0,
            configuration: configuration,
            claims: claims
        )
        let bulk = try sent.body.withUnsafeBufferPointer { (bytes) throws(Problem) in
            let bytes = UnsafeRawBufferPointer(bytes)
            var body = try BodyFields(json: bytes, array: BulkWork.items)
            let bulk = sent.work.make(&body, context)
            try body.finish()
            return bulk
        }
        guard !bulk.isForOthers || sent.identity.isAdministrator else {
            let field = sent.work.principalField
            throw Problem(
                .forbidden,
                "Only an administrator may act for another user: leave out \(field)."
            )
        }
        if let lookup = lookup(in: bulk, sent) { try names.begin(lookup) }
        return bulk
    }

    /// What the bulk may reveal; nil if it has no receivers, or an administrator sends it, who may
    /// know all names.
    private func lookup(in bulk: any Bulk, _ sent: SentBulk) -> NameLookups.Lookup? {
        guard bulk.haveReceiver, !sent.identity.isAdministrator else { return nil }
        return .init(asker: .user(sent.identity.user), isCounted: bulk.namesReceiver)
    }

    /// Starts the bulks for which there is room.
    ///
    /// One thread at a time: a bulk that ends at once is followed by the next without recursion.
    private func start() {
        while let run = state.withLock({ $0.begin() }) {
            run.sendPart()
            state.withLock { $0.isStarting = false }
        }
    }

    private func end(_ run: BulkRun, with response: Response) {
        state.withLock { state in
            state.bytes -= run.bytes
            state.turns.end(of: run.user, weight: run.weight)
        }
        complete([Completion(ticket: run.ticket, response: response)])
        start()
    }
}
