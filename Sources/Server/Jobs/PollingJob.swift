import API
import Commands
import Entities
import Events
import HTTP
import Model
import Postgres
import Text

/// Asks the outside service about the orders that it carries out.
struct PollingJob: Job {
    let name = JobName.orderPolling
    let client: OutsideClient?
    let commands: JobCommands
    let outbox: OrderOutbox
    let intervalSeconds: Int?

    /// The number of orders in one question.
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
        /// Whether the service itself is at fault.
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
            try run.requireLock()
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
            try record(statuses, of: chunk, run, &count)
        }
    }

    private func record(
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
                case .done: records.append(RecordOutsideStep(.done, of: order.order))
                case .cancelled: records.append(RecordOutsideStep(.cancelled, of: order.order))
                }
            } catch {
                try fail(order, error, &count)
                continue
            }
            try outbox.succeeded(order)
        }
        // A refused order has ended meanwhile: a status never goes back.
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

/// Portions of a question about many elements, one of which may make the whole question fail.
///
/// A portion that fails is halved until the bad element is alone.
struct ChunkPlan<Element> {
    /// The number of failures in a row that ends the questions.
    ///
    /// One bad element among a hundred costs eight at most: 100, 50, 25, 13, 7, 4, 2, 1.
    static var patience: Int { 10 }

    /// The portions that are left, the next one last.
    private var chunks: [[Element]]
    private var failuresInARow = 0

    /// Portions of at most `limit` elements, in order.
    init(_ elements: [Element], limit: Int) {
        chunks = stride(from: 0, to: elements.count, by: limit).reversed().map { start in
            Array(elements[start..<min(start + limit, elements.count)])
        }
    }

    /// The next portion; nil at the end.
    mutating func next() -> [Element]? { chunks.popLast() }

    /// Notes that the last portion succeeded.
    mutating func succeeded() {
        failuresInARow = 0
    }

    /// Notes that the portion failed; returns its element if it has only one.
    mutating func failed(_ chunk: [Element]) -> Element? {
        failuresInARow += 1
        guard chunk.count > 1 else { return chunk.first }
        let middle = (chunk.count + 1) / 2
        chunks.append(Array(chunk[middle...]))
        chunks.append(Array(chunk[..<middle]))
        return nil
    }

    /// Whether the service must be at fault, not an element.
    var isHopeless: Bool { failuresInARow >= Self.patience }
}

/// The outside service's status of an order; the raw values are its words.
enum OutsideStatus: String, Sendable {
    case accepted
    case inProgress = "in_progress"
    case done
    case cancelled
}

/// The outside service's response about some orders: `{"orders": [{"id", "status"}]}`.
struct OutsideStatuses: Equatable {
    /// Each order's word, known or not; nil for an order with two different words.
    private(set) var words: [UUID128: String?] = [:]

    init(_ json: [UInt8]) throws(OutsideError) {
        guard case .object(let object)? = try? JSONValue(json),
            case .array(let orders)? = object["orders"]
        else { throw .malformed("no list of orders") }
        for order in orders {
            guard case .object(let order) = order, case .string(let id)? = order["id"],
                let uuid = UUID128(text: id), case .string(let word)? = order["status"]
            else { throw .malformed("an order without id or status") }
            if let known = words[uuid], known != word {
                words[uuid] = .some(nil)
            } else {
                words[uuid] = word
            }
        }
    }

    /// Throws unless the response has one known word for the order.
    func status(of order: UUID128) throws(OutsideError) -> OutsideStatus {
        guard let word = words[order] else { throw .malformed("nothing about this order") }
        guard let word else { throw .malformed("two different states of this order") }
        guard let status = OutsideStatus(rawValue: word) else {
            throw .malformed("the unknown state \"\(word.prefix(50))\"")
        }
        return status
    }
}
