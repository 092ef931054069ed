import API
import Commands
import Events
import Model

/// Asks the outside service what became of the orders that it carries out.
struct PollingJob: Job {
    let name = JobName.orderPolling
    let client: OutsideClient?
    let commands: JobCommands
    let outbox: OrderOutbox
    let intervalSeconds: Int?

    /// Orders asked about at once.
    static let chunk = 100

    func run(_ run: JobRun) throws -> JobReport {
        guard let client else {
            return .resting("set TALLY_ORDERS_URL to learn what becomes of orders")
        }
        var tally = Tally()
        var last = OrderID(0)
        while !tally.isHopeless {
            let orders = try outbox.inProcessing(after: last, limit: Self.chunk)
            guard let end = orders.last else { break }
            try run.begin()
            last = end.order
            try poll(orders, client, run, &tally)
        }
        try outbox.forgetOld()
        guard tally.asked > 0 || tally.isHopeless else { return .nothing }
        let error = tally.errors.isEmpty ? nil : summary(tally.errors)
        guard !tally.isHopeless else { return .failed(error ?? "no answer can be used") }
        return .done("\(tally.asked) orders asked about, \(tally.ended) ended", error: error)
    }

    private struct Tally {
        var asked = 0
        var ended = 0
        var errors: [String] = []
        /// The service itself is at fault.
        var isHopeless = false
    }

    private func poll(
        _ orders: [OutsideOrder],
        _ client: OutsideClient,
        _ run: JobRun,
        _ tally: inout Tally
    ) throws {
        var plan = ChunkPlan(orders, limit: Self.chunk)
        while !plan.isHopeless, let chunk = plan.next() {
            try run.requireHold()
            let statuses: OutsideStatuses
            do throws(OutsideError) {
                let ids = chunk.map(\.registration.text).joined(separator: ",")
                statuses = try OutsideStatuses(try client.ask(.get, "/orders?ids=\(ids)"))
            } catch .closed {
                throw JobRun.Stopped()
            } catch {
                if error.isOutage {
                    tally.errors.append("\(error)")
                    tally.isHopeless = true
                    return
                }
                if let culprit = plan.failed(chunk) { try fail(culprit, error, &tally) }
                if plan.isHopeless {
                    tally.errors.append("\(error)")
                    tally.isHopeless = true
                }
                continue
            }
            plan.succeeded()
            try take(statuses, of: chunk, run, &tally)
        }
    }

    private func take(
        _ statuses: OutsideStatuses,
        of chunk: [OutsideOrder],
        _ run: JobRun,
        _ tally: inout Tally
    ) throws {
        var records: [any Command] = []
        for order in chunk {
            tally.asked += 1
            do throws(OutsideError) {
                switch try statuses.status(of: order.registration) {
                case .accepted, .inProgress: break
                case .done: records.append(RecordCompletion(order.order))
                case .cancelled: records.append(RecordOutsideCancellation(order.order))
                }
            } catch {
                try fail(order, error, &tally)
                continue
            }
            try outbox.succeeded(order)
        }
        // One that is refused has ended meanwhile: a status never goes back.
        let outcomes = try commands.perform(records, givesUp: run.isStopped)
        tally.ended += outcomes.count { $0.isDone }
    }

    private func fail(
        _ order: OutsideOrder,
        _ error: OutsideError,
        _ tally: inout Tally
    ) throws {
        tally.errors.append("order \(order.order.rawValue): \(error)")
        try outbox.failed(order, "\(error)")
    }
}
