import Entities
import Events

@testable import EventStore
@testable import Model

/// Compares every answer with the log: a command that is answered as done is there once, at its
/// position, as the reference predicts; a refused command left nothing, and was refused rightly.
struct AnswerCheck {
    /// The answer that is known to be stored under a key.
    private struct Known {
        let fingerprint: [UInt8]
        let outcome: Outcome
    }

    private var known: [ReceiptKey: Known] = [:]
    /// The keys whose receipts were lost at some time.
    private var lostEver: Set<ReceiptKey> = []
    /// All requests that were sent with a key.
    private var sent: [ReceiptKey: [Request]] = [:]
    /// Commands answered as not done, which must never have events.
    private var undone: Set<UUID128> = []
    /// The last position in an answer.
    private var reached: Int64 = 0
    private(set) var violations: [String] = []
    private(set) var count = 0
    /// The reasons of all rejections.
    private(set) var reasons: Set<String> = []

    mutating func sending(_ requests: [Request]) {
        for request in requests {
            if let key = request.receiptKey { sent[key, default: []].append(request) }
        }
    }

    /// Checks one answer in the order of its batch.
    ///
    /// `state` is the state on which it was decided; the events of the answer are applied to it.
    mutating func check(
        _ outcome: Outcome,
        to request: Request,
        at now: Timestamp,
        mayFail: Bool,
        _ state: inout Reference,
        _ log: [RecordedEvent]
    ) {
        count += 1
        switch outcome {
        case .done(let position, _, _), .decided(_, let position, _):
            reached = max(reached, position.rawValue)
        case .rejected, .notFound, .forbidden, .sessionLost, .sessionEnded, .distrusted, .keyReused,
            .unknown,
            .unavailable:
            break
        }
        switch outcome {
        case .unknown: return require(mayFail, "an answer is missing without a fault", request)
        case .distrusted: return require(false, "a receipt is not trusted", request)
        case .unavailable:
            undone.insert(request.id)
            return require(mayFail || request.isOld, "A4: unavailable without a fault", request)
        case .done(_, _, true), .rejected(_, _, _, true), .decided(_, _, true), .keyReused:
            undone.insert(request.id)
            return checkReplay(outcome, to: request, log)
        case .done(_, _, false), .rejected(_, _, _, false), .decided(_, _, false), .notFound,
            .forbidden, .sessionLost, .sessionEnded:
            break
        }
        require(!request.isOld, "A4: a command that is too old was done", request)
        if let key = request.receiptKey {
            require(known[key] == nil, "I1: a key was decided twice", request)
        }
        let prediction = state.predict(request.intent, by: request.actor, at: now)
        checkFirst(outcome, to: request, prediction, &state, log)
        remember(outcome, request)
    }

    private mutating func checkFirst(
        _ outcome: Outcome,
        to request: Request,
        _ prediction: Prediction,
        _ state: inout Reference,
        _ log: [RecordedEvent]
    ) {
        switch (outcome, prediction) {
        case (.done(let position, let location, _), .done(let events, let expected)):
            let first = Int(state.position)
            let run = log.dropFirst(first).prefix(events.count)
            require(position.rawValue == Int64(first + events.count), "M: position", request)
            require(location == expected, "M: location \(location ?? "-")", request)
            return follow(run, events, request, &state)
        case (.rejected(let reason, _, let position, _), .refused(let events, let expected)):
            reasons.insert(reason)
            let first = Int(state.position)
            let run = log.dropFirst(first).prefix(events.count)
            require(reason == expected, "\(reason) instead of \(expected)", request)
            require(position.rawValue == Int64(first + events.count), "M: position", request)
            return follow(run, events, request, &state)
        case (.done(let position, let location, _), .random(let count, let wallets)):
            let run = log.dropFirst(Int(state.position)).prefix(2 * count)
            require(position.rawValue == state.position + Int64(2 * count), "M: position", request)
            require(location == nil, "M: location \(location ?? "-")", request)
            require(run.allSatisfy { $0.isTransfer(among: wallets) }, "M: autotest", request)
            for event in run {
                require(event.origin.command == request.id, "M: whose events", request)
                state.fold(event)
            }
            return
        case (.decided(let results, let position, _), .each(let expected, let events)):
            let first = Int(state.position)
            require(results.done == expected, "\(results.text) of a bulk", request)
            require(position.rawValue == Int64(first + events.count), "M: position", request)
            if events.isEmpty { undone.insert(request.id) }
            return follow(log.dropFirst(first).prefix(events.count), events, request, &state)
        case (.rejected(let reason, let detail, _, _), .rejectedAt(let index, let expected)):
            reasons.insert(reason)
            require(reason == expected, "\(reason) instead of \(expected)", request)
            require(detail == "index=\(index)", "\(detail ?? "-") of a bulk", request)
        case (.rejected(let reason, _, _, _), .random(_, let wallets)):
            let sum = wallets.reduce(0) { $0 + Int128(state.balance($1, .rub)) }
            require(
                reason == "balance-limit" && sum > Int128(Int64.max),
                "\(reason) of an autotest",
                request
            )
        case (.rejected(let reason, _, let position, _), .rejected(let expected)):
            reasons.insert(reason)
            require(reason == expected, "\(reason) instead of \(expected)", request)
            require(
                position.rawValue == state.position,
                "M: a refusal has the position of its decision",
                request
            )
        case (.notFound, .notFound): break
        case (.forbidden(let permitted), .forbidden(let expected)):
            require(permitted == expected, "\(permitted) instead of \(expected)", request)
        case (_, _): require(false, "\(outcome) instead of \(prediction)", request)
        }
        undone.insert(request.id)
    }

    /// Applies the events to the state; they must be the predicted ones.
    private mutating func follow(
        _ run: ArraySlice<RecordedEvent>,
        _ events: [NewEvent],
        _ request: Request,
        _ state: inout Reference
    ) {
        require(run.map { NewEvent($0.stream, $0.event) } == events, "M: events", request)
        require(
            run.allSatisfy { $0.origin.command == request.id && $0.origin.actor == request.actor },
            "M: whose events",
            request
        )
        for event in run { state.fold(event) }
    }

    private mutating func checkReplay(
        _ outcome: Outcome,
        to request: Request,
        _ log: [RecordedEvent]
    ) {
        guard let key = request.receiptKey else {
            return require(false, "I1: a replay without a key", request)
        }
        if known[key] == nil { learn(key, outcome, log, request) }
        guard let known = known[key] else { return }
        let isSame = known.fingerprint == request.fingerprint
        switch outcome {
        case .keyReused: require(!isSame, "I2: a retry was treated as another request", request)
        case .done, .rejected, .decided, .notFound, .forbidden, .sessionLost, .sessionEnded,
            .distrusted, .unknown, .unavailable:
            require(isSame, "I2: another request got a key's answer", request)
            require(
                outcome.asFirst == known.outcome,
                "I1: the answer differs from the first one",
                request
            )
        }
    }

    /// Finds in the log the first answer, which was lost.
    private mutating func learn(
        _ key: ReceiptKey,
        _ outcome: Outcome,
        _ log: [RecordedEvent],
        _ request: Request
    ) {
        let requests = sent[key] ?? []
        switch outcome {
        case .done(let position, _, _):
            let last = log.dropFirst(Int(position.rawValue) - 1).first
            let cause = requests.first { $0.id == last?.origin.command }
            require(cause != nil, "I3: a replay of a command that was not done", request)
            known[key] = cause.map { Known(fingerprint: $0.fingerprint, outcome: outcome.asFirst) }
        case .decided(let results, _, _):
            let ids = Set(requests.map(\.id))
            let causes = Set(log.map(\.origin.command).filter(ids.contains))
            let items = log.count { ids.contains($0.origin.command) && $0.event.isOfItem }
            require(items == results.done.count { $0 }, "I3: \(results.text) of a bulk", request)
            let cause = requests.first { causes.contains($0.id) } ?? request
            known[key] = Known(fingerprint: cause.fingerprint, outcome: outcome.asFirst)
        case .rejected:
            let ids = Set(requests.map(\.id))
            require(
                !log.contains { ids.contains($0.origin.command) && !$0.event.isRefusal },
                "I3: a replay of a refusal of a command that was done",
                request
            )
            known[key] = Known(fingerprint: request.fingerprint, outcome: outcome.asFirst)
        case .keyReused, .notFound, .forbidden, .sessionLost, .sessionEnded, .distrusted, .unknown,
            .unavailable:
            break
        }
    }

    private mutating func remember(_ outcome: Outcome, _ request: Request) {
        guard let key = request.receiptKey else { return }
        switch outcome {
        case .done, .rejected, .decided:
            known[key] = Known(fingerprint: request.fingerprint, outcome: outcome.asFirst)
        case .keyReused, .notFound, .forbidden, .sessionLost, .sessionEnded, .distrusted, .unknown,
            .unavailable:
            break
        }
    }

    /// The number of arrays that were compared with the parts' answers.
    private(set) var arrays = 0

    /// Checks the array that a bulk's client got: the answers of all parts in order, of which each
    /// was decided once, and as many items in the log as it promises.
    mutating func check(_ ended: BulkClient.Ended, _ log: [RecordedEvent]) {
        guard let done = ended.done else { return }
        let keys = ended.keys.map { ReceiptKey(actor: ended.actor, key: $0) }
        // A part that was lost in a failover, and maybe decided again since.
        guard lostEver.isDisjoint(with: keys) else { return }
        arrays += 1
        var parts: [Bool] = []
        for key in keys {
            if case .decided(let results, _, _)? = known[key]?.outcome { parts += results.done }
        }
        let ids = Set(keys.flatMap { (sent[$0] ?? []).map(\.id) })
        let items = log.count { ids.contains($0.origin.command) && $0.event.isOfItem }
        if done.count != ended.count || parts != done || items != done.count(where: { $0 }) {
            violations.append("I7: the array of \(keys[0].key) is not what was done")
        }
    }

    /// Notes that a server has taken over with a log of `length` events, without the `lost`
    /// receipts.
    ///
    /// `mayLose`: it is known to lack some answered commands; then their keys are new again.
    mutating func failedOver(_ lost: Set<ReceiptKey>, length: Int, mayLose: Bool) {
        if !mayLose {
            if reached > Int64(length) { violations.append("G1: an answer was lost") }
            for key in lost where known[key] != nil {
                violations.append("G1: the answer under \(key.key) was lost")
            }
        }
        for key in lost { known[key] = nil }
        lostEver.formUnion(lost)
        reached = min(reached, Int64(length))
    }

    /// Checks the rules over the whole run.
    mutating func finish(_ state: Reference) {
        for id in undone where state.runs[id] != nil {
            violations.append("M11: request \(id.low) was not done and has events")
        }
        for (key, requests) in sent {
            let done = requests.filter { state.runs[$0.id] != nil }
            if done.count > 1 { violations.append("I1: \(key.key) was done \(done.count) times") }
        }
    }

    private mutating func require(_ holds: Bool, _ rule: String, _ request: Request) {
        if !holds { violations.append("\(rule): \(request.intent) by \(request.actor.rawValue)") }
    }
}
