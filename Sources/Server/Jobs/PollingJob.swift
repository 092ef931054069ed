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
        var count = PollCount()
        var last = OrderID(0)
        while !count.isHopeless {
            let orders = try outbox.inProcessing(after: last, limit: Self.chunk)
            guard let end = orders.last else { break }
            try run.begin()
            last = end.order
            try poll(orders, client, run, &count)
        }
        try outbox.forgetOld()
        guard count.asked > 0 || count.isHopeless else { return .nothing }
        let error = count.errors.isEmpty ? nil : summary(count.errors)
        guard !count.isHopeless else { return .failed(error ?? "no answer can be used") }
        return .done("\(count.asked) orders asked about, \(count.ended) ended", error: error)
    }

    private struct PollCount {
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
        _ count: inout PollCount
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
                    count.errors.append("\(error)")
                    count.isHopeless = true
                    return
                }
                if let culprit = plan.failed(chunk) { try fail(culprit, error, &count) }
                if plan.isHopeless {
                    count.errors.append("\(error)")
                    count.isHopeless = true
                }
                continue
            }
            plan.succeeded()
            try take(statuses, of: chunk, run, &count)
        }
    }

    private func take(
        _ statuses: OutsideStatuses,
        of chunk: [OutsideOrder],
        _ run: JobRun,
        _ count: inout PollCount
    ) throws {
        var records: [any Command] = []
        for order in chunk {
            count.asked += 1
            do throws(OutsideError) {
                switch try statuses.status(of: order.registration) {
                case .accepted, .inProgress: break
                case .done: records.append(RecordCompletion(order.order))
                case .cancelled: records.append(RecordOutsideCancellation(order.order))
                }
            } catch {
                try fail(order, error, &count)
                continue
            }
            try outbox.succeeded(order)
        }
        // One that is refused has ended meanwhile: a status never goes back.
        let outcomes = try commands.perform(records, givesUp: run.isStopped)
        count.ended += outcomes.count { $0.isDone }
    }

    private func fail(
        _ order: OutsideOrder,
        _ error: OutsideError,
        _ count: inout PollCount
    ) throws {
        count.errors.append("order \(order.order.rawValue): \(error)")
        try outbox.failed(order, "\(error)")
    }
}
