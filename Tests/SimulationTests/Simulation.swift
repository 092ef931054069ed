import Entities
import Events
import TestSupport

@testable import EventStore
@testable import Model
@testable import Writer

/// Several nodes over one log, clients that retry, and every kind of failure; always the same run
/// for the same seed.
///
/// Checked after every batch, and stopped by the first violation.
final class Simulation {
    let seed: UInt64
    private(set) var violations: [String] = []
    private(set) var steps = 0
    private var random: SeededGenerator
    private let store = SimulatedStore()
    private var nodes: [SimulatedNode] = []
    private var traffic: Traffic
    private var answers = AnswerCheck()
    private var state = Reference()
    /// Seconds since the start on an exact clock.
    private var seconds = 0
    /// The error of the database's clock, in seconds.
    private var databaseOffset = 0
    private let losesHistory: Bool
    private var isInterrupting = false

    /// Makes the nodes and their log.
    ///
    /// `losesHistory`: servers fail over, and some lack the end of the log. `committed` gets the
    /// events of each append, so that a projection can be compared with the log.
    init(
        seed: UInt64,
        nodes count: Int = 3,
        losesHistory: Bool = true,
        committed: @escaping ([RecordedEvent]) -> Void = { _ in }
    ) {
        self.seed = seed
        self.losesHistory = losesHistory
        random = SeededGenerator(seed: seed)
        traffic = Traffic(seed: random.next())
        store.committed = committed
        for number in 0..<count {
            let node = SimulatedNode(number, store, seed: random.next())
            node.log.interrupt = { [unowned self] in interrupt(number) }
            nodes.append(node)
        }
    }

    /// The number of answered commands.
    var answered: Int { answers.count }
    /// The number of bulks whose clients got an array.
    var arrays: Int { answers.arrays }
    /// The reasons of all rejections.
    var reasons: Set<String> { answers.reasons }
    /// The number of appended events, including those lost since.
    var length: Int { store.appended }

    /// Runs until the given number of commands is answered or a violation is found.
    func run(commands: Int) {
        while answered < commands, violations.isEmpty {
            step(nodes[Int(random.number(0...Int64(nodes.count - 1)))])
        }
        answers.finish(state)
        collect()
    }

    private func step(_ node: SimulatedNode) {
        steps += 1
        disturb(node)
        // Answers are most at risk while visible events are not safe yet: check there often.
        let isUncovered = store.isUncovered
        if losesHistory, random.chance(isUncovered ? 30 : 0.6) { failOver() }
        let retries = isUncovered && random.chance(50) ? traffic.retries() : []
        let requests = retries.isEmpty ? traffic.batch(state) : retries
        answers.sending(requests)
        node.log.resetFaults()
        let outcomes = node.processor.process(requests.map(\.submission))
        if node.log.isCrashed {
            traffic.lost(requests)
            node.restart(seed: random.next())
        } else {
            check(outcomes, to: requests, from: node)
            for (request, outcome) in zip(requests, outcomes) where !outcome.isToBeRetried {
                if let ended = traffic.took(outcome, of: request) {
                    answers.check(ended, store.events)
                }
            }
            traffic.lost(
                zip(requests, outcomes).filter { $1.isToBeRetried }.map { request, _ in request }
            )
        }
        foldAll(to: store.tail.position)
        state.checkBetweenBatches()
        collect()
    }

    /// Moves the clocks on, makes one jump, or restarts the node with an empty memory.
    private func disturb(_ node: SimulatedNode) {
        seconds += Int(random.number(0...3))
        if random.chance(3) { node.offset = Int(random.number(-9...9)) }
        if random.chance(0.3) { node.offset = Int(random.number(-60...60)) }
        if random.chance(25) { databaseOffset = 0 }
        if random.chance(0.5) { databaseOffset = Int(random.number(-40...40)) }
        if random.chance(0.5) { seconds += 3_600 }
        if random.chance(2) { node.restart(seed: random.next()) }
        let present = SimulatedStore.start.microseconds + random.number(0...999_999)
        func time(_ offset: Int) -> Timestamp {
            Timestamp(microseconds: present + Int64(seconds + offset) * 1_000_000)
        }
        node.clock.present = time(node.offset)
        store.now = time(databaseOffset)
    }

    /// Lets another server take over while the nodes run: one that has everything that was
    /// answered, or one that lacks some of it.
    private func failOver() {
        let loses = random.chance(50)
        let kept = loses ? max(0, store.covered - Int(random.number(0...12))) : store.covered
        let lost = store.failOver(keeping: kept)
        answers.failedOver(lost, length: store.events.count, mayLose: loses)
        let violations = state.violations
        state = Reference()
        foldAll(to: store.tail.position)
        if !violations.isEmpty { self.violations += violations }
    }

    /// Lets another node work in the middle of this one's batch.
    private func interrupt(_ number: Int) {
        guard !isInterrupting, nodes.count > 1 else { return }
        isInterrupting = true
        defer { isInterrupting = false }
        let other = (number + Int(random.number(1...Int64(nodes.count - 1)))) % nodes.count
        step(nodes[other])
    }

    private func check(
        _ outcomes: [Outcome],
        to requests: [Request],
        from node: SimulatedNode
    ) {
        if outcomes.count != requests.count { violations.append("an answer is missing") }
        // The batch was decided under the last lock.
        let locked = node.log.lastLocked
        let tail = locked?.tail ?? store.tail
        let isUndone = outcomes.contains(.unknown)
        if !isUndone { foldAll(to: tail.position) }
        let now = max(locked?.now ?? store.now, tail.recordedAt)
        let isSkewed = locked.map { self.isSkewed(node, at: $0.now) } ?? false
        if isSkewed, outcomes.contains(where: { !$0.isToBeRetried }) {
            violations.append("G4: decided with a wrong clock")
        }
        for (request, outcome) in zip(requests, outcomes) {
            answers.check(
                outcome,
                to: request,
                at: now,
                mayFail: node.log.faults > 0 || isSkewed,
                &state,
                store.events
            )
        }
    }

    /// Whether the node must not decide, since its clock and the database's are too far apart.
    private func isSkewed(_ node: SimulatedNode, at now: Timestamp) -> Bool {
        let difference = now.microseconds - node.clock.present.microseconds
        return difference.magnitude > 10_000_000
    }

    private func foldAll(to end: LogPosition) {
        while state.position < end.rawValue { state.fold(store.events[Int(state.position)]) }
    }

    private func collect() {
        for violation in state.violations + answers.violations + store.violations {
            violations.append("seed \(seed), step \(steps): \(violation)")
        }
    }
}

extension Outcome {
    fileprivate var isToBeRetried: Bool {
        switch self {
        case .unknown, .unavailable: true
        case .done, .decided, .rejected, .notFound, .forbidden, .sessionLost, .sessionEnded,
            .distrusted,
            .keyReused:
            false
        }
    }
}
