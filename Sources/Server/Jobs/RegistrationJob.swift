import API
import Commands
import Events
import Model
import Postgres
import Text

/// Tells the outside service of orders to carry out, and of cancelled ones.
///
/// The id that an order goes by outside stands in the log before the first call, and the service takes
/// each id once: so an order is registered at most once, wherever a node ends between call and record.
struct RegistrationJob: Job {
    let name = JobName.orderRegistration
    let client: OutsideClient?
    let commands: JobCommands
    let outbox: OrderOutbox
    let intervalSeconds: Int?

    /// Orders told in one run, and failures in a row that end it.
    private static let limits = (orders: 100, failures: 5)

    func run(_ run: JobRun) throws -> JobReport {
        guard let client else {
            return .resting("set TALLY_ORDERS_URL to have orders carried out")
        }
        let orders = try outbox.undelivered(limit: Self.limits.orders)
        guard !orders.isEmpty else { return .nothing }
        try run.begin()
        var (told, inARow) = (0, 0)
        var errors: [String] = []
        for order in orders {
            try run.requireHold()
            do throws(OutsideError) {
                try tell(order, client)
                inARow = 0
            } catch .closed {
                throw JobRun.Stopped()
            } catch {
                let text = "order \(order.order.rawValue): \(error)"
                errors.append(text)
                try outbox.failed(order, "\(error)")
                inARow += 1
                if error.isOutage || inARow == Self.limits.failures { break }
                continue
            }
            // What is refused was recorded before, by a run whose end was lost.
            _ = try commands.record(record(order), givesUp: run.isStopped)
            try outbox.succeeded(order)
            told += 1
        }
        let error = errors.isEmpty ? nil : summary(errors)
        guard told > 0 else { return .failed(error ?? "nothing told") }
        return .done(
            "\(told) orders told",
            error: error,
            hasMore: orders.count == Self.limits.orders && errors.isEmpty
        )
    }

    private func tell(_ order: OutsideOrder, _ client: OutsideClient) throws(OutsideError) {
        let path = "/orders/\(order.registration.text)"
        switch order.kind {
        case .register, .poll:
            let json: [UInt8]
            do throws(JSONError) {
                json = try order.registrationJSON
            } catch {
                throw .malformed("services in the read model: \(error)")
            }
            try understand(try client.ask(.put, path, json: json))
        case .cancel:
            do throws(OutsideError) {
                try understand(try client.ask(.post, path + "/cancel"))
            } catch .status(404) {
                // Never told of: then there is nothing to cancel.
                return
            }
        }
    }

    /// Nothing is expected of the answer, but one that is garbled may come from somebody else: to tell
    /// the order once more does no harm.
    private func understand(_ answer: [UInt8]) throws(OutsideError) {
        guard !answer.isEmpty else { return }
        do throws(JSONError) { _ = try JSONObject(answer) } catch { throw .malformed("\(error)") }
    }

    private func record(_ order: OutsideOrder) -> any Command {
        switch order.kind {
        case .register, .poll: RecordRegistration(order.order)
        case .cancel: RecordCancellationSent(order.order)
        }
    }
}

/// The first of many errors, and how many there are.
package func summary(_ errors: [String]) -> String {
    let first = errors.prefix(3).joined(separator: "; ")
    return errors.count > 3 ? "\(first); and \(errors.count - 3) more" : first
}
