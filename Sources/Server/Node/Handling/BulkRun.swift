import API
import Entities
import EventStore
import Events
import HTTP
import Identity
import Model
import Operations
import Synchronization
import Text
import Writer

/// A bulk as it arrived.
struct SentBulk: Sendable {
    /// The id of the command, which its first part has.
    let id: UUID128
    let work: BulkWork
    let route: Route
    let identity: Identity
    /// The client's Idempotency-Key.
    let key: String
    let body: [UInt8]
    let correlation: UUID128?
    let ticket: Ticket

    /// The key with the fingerprint of the request.
    func fingerprinted() -> IdempotencyKey {
        let path = Array(route.path.description.utf8)
        let fingerprint = path.withUnsafeBytes { path in
            body.withUnsafeBytes { IdempotencyKey.fingerprint(route.method.name, path, $0) }
        }
        return IdempotencyKey(key, fingerprint: fingerprint)
    }
}

/// A bulk on its way through the writer: one part after the other, each answered before the next is
/// sent, so that other commands come between them.
final class BulkRun: Sendable {
    private struct State {
        var progress: BulkProgress
        /// The id of the next part's command.
        var id: UUID128
        var ids = UUIDGenerator()
        /// What the next part may reveal; nil if nothing that counts.
        var lookup: NameLookups.Lookup?
    }

    /// Where the answer goes.
    let ticket: Ticket
    /// The length of its body.
    let bytes: Int
    /// The most items that the writer has of it at once.
    let weight: Int
    var user: UserID { identity.user }
    private let identity: Identity
    private let correlation: UUID128?
    private let queue: CommandQueue<Caller>
    private let names: NameLookups
    private let state: Mutex<State>
    private let ended: @Sendable (BulkRun, Response) -> Void

    /// `lookup` has begun; `ended` is called once, with the answer, on the writer's thread or on that
    /// of `sendPart`.
    init(
        _ sent: SentBulk,
        _ progress: BulkProgress,
        _ lookup: NameLookups.Lookup?,
        _ names: NameLookups,
        queue: CommandQueue<Caller>,
        ended: @escaping @Sendable (BulkRun, Response) -> Void
    ) {
        ticket = sent.ticket
        bytes = sent.body.count
        weight = progress.largestPart
        identity = sent.identity
        correlation = sent.correlation
        self.queue = queue
        self.names = names
        state = Mutex(State(progress: progress, id: sent.id, lookup: lookup))
        self.ended = ended
    }

    /// Passes the part that comes next to the writer.
    ///
    /// The wait before does not count against its age.
    func sendPart() {
        let (part, key, id) = state.withLock { state in
            defer { state.id = state.ids.next() }
            return (state.progress.part, state.progress.partKey, state.id)
        }
        let submission = Submission<Caller>(
            part,
            id: id,
            actor: Actor(identity.user),
            key: key,
            witness: identity.issuedAt,
            session: identity.session,
            receivedAt: .now,
            correlation: correlation,
            ticket: .part(by: identity.user) { [self] in take($0, in: $1) }
        )
        guard queue.submit([submission]) == 0 else { return }
        take(.unavailable(retryAfterSeconds: 1, cause: "Too many commands wait."), in: nil)
    }

    private func take(_ outcome: Outcome, in epoch: EpochID?) {
        let answer = state.withLock { $0.progress.take(outcome) }
        let refusal = settle(outcome)
        if let answer { return ended(self, Response(answer, in: epoch)) }
        // A retry goes on with the next part.
        if let refusal { return ended(self, Response(refusal)) }
        sendPart()
    }

    /// Counts what the part has revealed; returns why no other part may reveal anything now.
    private func settle(_ outcome: Outcome) -> Problem? {
        guard let lookup = state.withLock({ $0.lookup }) else { return nil }
        names.settle(lookup, names: outcome.strangers)
        let next = NameLookups.Lookup(asker: lookup.asker, isCounted: false)
        state.withLock { $0.lookup = next }
        do throws(Problem) {
            try names.begin(next)
            return nil
        } catch {
            return error
        }
    }
}

extension Outcome {
    /// The receivers of a bulk's part that were found not to exist; a stored answer reveals nothing.
    fileprivate var strangers: Int {
        switch self {
        case .decided(let results, _, false): results.strangers
        case .rejected(Rejection.receiverNotFound.rawValue, _, _, false): 1
        case .decided, .rejected, .done, .notFound, .forbidden, .sessionLost, .sessionEnded,
            .distrusted, .keyReused, .unknown, .unavailable:
            0
        }
    }
}
