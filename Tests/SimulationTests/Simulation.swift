import Commands
import Events
import TestSupport

/// Several nodes over one log, clients that retry, and everything that can go wrong; the same run
/// for the same seed.
///
/// Checked after every batch, and stopped by the first thing that is not right.
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
    /// Seconds since the start on a clock that is right.
    private var seconds = 0
    private var isInterrupting = false

    /// `committed` gets the events of each append: a projection can be held against the log there.
    init(
        seed: UInt64,
        nodes count: Int = 3,
        committed: @escaping ([RecordedEvent]) -> Void = { _ in }
    ) {
        self.seed = seed
        random = SeededGenerator(seed: seed)
        traffic = Traffic(seed: random.next())
        store.committed = committed
        for number in 0..<count {
            let node = SimulatedNode(number, store, seed: random.next())
            node.log.interrupt = { [unowned self] in interrupt(number) }
            nodes.append(node)
        }
    }

    /// Commands that were answered.
    var answered: Int { answers.count }
    /// Reasons that commands were rejected for.
    var reasons: Set<String> { answers.reasons }
    /// Events in the log.
    var length: Int { store.events.count }

    /// Goes on until so many commands are answered or something is wrong.
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
        let requests = traffic.batch(state)
        answers.sending(requests)
        node.log.resetFaults()
        let outcomes = node.processor.process(requests.map(\.submission))
        if node.log.isCrashed {
            traffic.lost(requests)
            node.restart(seed: random.next())
        } else {
            check(outcomes, to: requests, from: node)
            traffic.lost(
                zip(requests, outcomes).filter { $1.isToBeRetried }.map { request, _ in request }
            )
        }
        foldAll(to: store.tail.position)
        state.checkBetweenBatches()
        collect()
    }

    /// The clock goes on, jumps, or the node starts anew with an empty memory.
    private func disturb(_ node: SimulatedNode) {
        seconds += Int(random.number(0...3))
        if random.chance(3) { node.offset = Int(random.number(-60...60)) }
        if random.chance(0.5) { seconds += 3_600 }
        if random.chance(2) { node.restart(seed: random.next()) }
        node.clock.present = Timestamp(
            microseconds: 1_700_000_000_000_000 + Int64(seconds + node.offset) * 1_000_000
                + random.number(0...999_999)
        )
    }

    /// Another node takes its turn in the middle of this one's.
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
        // Where and when the batch was decided: under the last lock.
        let tail = node.log.lastTail ?? store.tail
        let isUndone = outcomes.contains(.unknown)
        if !isUndone { foldAll(to: tail.position) }
        let now = max(node.clock.present, tail.recordedAt)
        for (request, outcome) in zip(requests, outcomes) {
            answers.check(
                outcome,
                to: request,
                at: now,
                mayFail: node.log.faults > 0,
                &state,
                store.events
            )
        }
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
        case .done, .rejected, .notFound, .forbidden, .keyReused: false
        }
    }
}
