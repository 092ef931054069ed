import API
import Commands
import Entities
import Events
import HTTP
import Model
import Postgres
import Text

/// Sends orders, and cancellations of orders, to the outside service.
///
/// The log has the outside id of an order before the first call, and the service takes each id
/// once. An order is therefore registered at most once, even if a node ends between the call and
/// the record.
struct RegistrationJob: Job {
    let name = JobName.orderRegistration
    let client: OutsideClient?
    let commands: JobCommands
    let outbox: OrderOutbox
    let intervalSeconds: Int?

    /// The limits of orders in one run, and of failures in a row.
    private static let limits = (orders: 100, failures: 5)

    func run(_ run: JobRun) throws -> JobReport {
        guard let client else {
            return .resting("set TALLY_ORDERS_URL to have orders carried out")
        }
        let orders = try outbox.undelivered(limit: Self.limits.orders)
        guard !orders.isEmpty else { return .nothing }
        try run.begin()
        var (sent, inARow) = (0, 0)
        var errors: [String] = []
        for order in orders {
            try run.requireLock()
            do throws(OutsideError) {
                try send(order, client)
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
            // A refused record was made before, by a run that did not end.
            _ = try commands.record(record(order), givesUp: run.isStopped)
            try outbox.succeeded(order)
            sent += 1
        }
        let error = errors.isEmpty ? nil : summary(errors)
        guard sent > 0 else { return .failed(error ?? "nothing was sent") }
        return .done(
            "\(sent) orders sent",
            error: error,
            hasMore: orders.count == Self.limits.orders && errors.isEmpty
        )
    }

    private func send(_ order: OutsideOrder, _ client: OutsideClient) throws(OutsideError) {
        let path = "/orders/\(order.registration.text)"
        switch order.kind {
        case .register, .poll:
            let json: [UInt8]
            do throws(JSONError) {
                json = try order.registrationJSON
            } catch {
                throw .malformed("services in the read model: \(error)")
            }
            try check(try client.ask(.put, path, json: json))
        case .cancel:
            do throws(OutsideError) {
                try check(try client.ask(.post, path + "/cancel"))
            } catch .status(404) {
                // The service never got the order: there is nothing to cancel.
                return
            }
        }
    }

    /// The response may be empty or any object; a garbled one may come from another service.
    ///
    /// To send the order once more does no harm.
    private func check(_ answer: [UInt8]) throws(OutsideError) {
        guard !answer.isEmpty else { return }
        do throws(JSONError) { _ = try JSONObject(answer) } catch { throw .malformed("\(error)") }
    }

    private func record(_ order: OutsideOrder) -> any Command {
        switch order.kind {
        case .register, .poll: RecordOutsideStep(.registered, of: order.order)
        case .cancel: RecordOutsideStep(.cancellationSent, of: order.order)
        }
    }
}

/// The first of many errors, and the number of the others.
func summary(_ errors: [String]) -> String {
    let first = errors.prefix(3).joined(separator: "; ")
    return errors.count > 3 ? "\(first); and \(errors.count - 3) more" : first
}
