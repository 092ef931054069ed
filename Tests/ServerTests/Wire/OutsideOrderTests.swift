import Postgres
import TestSupport
import Testing

@testable import API
@testable import Tool

/// Orders that the outside service carries out.
@Suite(.serialized, .patient)
struct OutsideOrderTests {
    @Test
    func
        `an order is registered when its processing starts, and done when the outside service reports it`()
        throws
    {
        let node = try OutsideNode()
        let order = try node.startOrder()
        try node.wait(for: "order.registered", of: order.id)
        #expect(node.order(order.registration)?.services == [StandInData.services[0].id])
        #expect(node.order(order.registration)?.registrations == 1)
        node.standIn.with { $0.setStatus("done", of: order.registration) }
        try wait(until: "the order is done") {
            try node.run(.orderPolling)
            return try node.events("order.done") > 0
        }
        try node.run(.orderPolling)
        #expect(try node.events("order.done") == 1)
    }

    @Test(arguments: [StandInMode.error, .down, .lost, .wrong, .redirect, .page, .twice, .strange])
    func `an order is registered once after any first response`(mode: StandInMode) throws {
        let node = try OutsideNode()
        node.standIn.setMode(mode, of: .orders, requests: 1)
        let order = try node.startOrder()
        try wait(until: "the stand-in got the request") {
            node.standIn.with { $0.rules[.orders]?.requests == 0 }
        }
        try wait(until: "the order is registered") {
            try node.forgetBackoff()
            try node.run(.orderRegistration)
            return try node.events("order.registered") > 0
        }
        #expect(node.standIn.with { $0.orders.count } == 1)
        #expect(node.order(order.registration) != nil)
        #expect(try node.events("order.registered") == 1)
    }

    @Test func `a failed order waits longer each time, until it succeeds`() throws {
        let node = try OutsideNode()
        node.standIn.setMode(.error, of: .orders)
        let order = try node.startOrder()
        try wait(until: "the registration has been tried three times") {
            try node.forgetBackoff()
            try node.run(.orderRegistration)
            return try node.count("jobs.deliveries WHERE attempts >= 3") > 0
        }
        let row = try node.connection.execute(
            """
            SELECT kind, last_error, next_try_at > now() + interval '15 s' FROM jobs.deliveries
            """
        ).only()
        #expect(try row.string(0) == "register")
        #expect(try row.string(1) == "answered with status 500")
        #expect(try row.bool(2), "5, 10, 20 seconds")
        node.standIn.setMode(.normal, of: .orders)
        try node.forgetBackoff()
        try node.run(.orderRegistration)
        try node.wait(for: "order.registered", of: order.id)
        try wait(until: "no delivery is left") { try node.count("jobs.deliveries") == 0 }
    }

    @Test func `a bad order stops no other from being registered`() throws {
        let node = try OutsideNode()
        node.standIn.setMode(.slow, of: .orders, requests: 1)
        let user = try node.node.user()
        let bad = try node.startOrder(of: user)
        try wait(until: "the stand-in holds a request") { node.standIn.held > 0 }
        let others = try (1...3).map { _ in try node.startOrder(of: user) }
        node.standIn.setMode(.error, of: .orders, ids: [bad.registration])
        for order in others {
            try wait(until: "order \(order.id) is registered") {
                try node.run(.orderRegistration)
                return try node.count(
                    "log.events WHERE stream = 'order-\(order.id)' AND type = 'order.registered'"
                ) > 0
            }
        }
    }

    @Test func `a cancellation is sent to the outside service once`() throws {
        let node = try OutsideNode()
        let user = try node.node.user()
        let order = try node.startOrder(of: user)
        try node.wait(for: "order.registered", of: order.id)
        #expect(try user.send("PATCH", "/orders/\(order.id)/cancel").status == 200)
        try node.wait(for: "order.cancellation_sent", of: order.id)
        try node.run(.orderRegistration)
        #expect(node.order(order.registration)?.cancellations == 1)
    }

    @Test func `an order that is cancelled before its registration is not registered`() throws {
        let node = try OutsideNode()
        node.standIn.setMode(.error, of: .orders)
        let user = try node.node.user()
        let order = try node.startOrder(of: user)
        try wait(until: "a delivery has failed") { try node.count("jobs.deliveries") > 0 }
        #expect(try user.send("PATCH", "/orders/\(order.id)/cancel").status == 200)
        // The job sees the cancellation once the read model shows it.
        try wait(until: "the read model shows the cancellation") {
            try node.count(
                "read.order_history WHERE order_id = \(order.id) AND status = 'cancelled'"
            ) > 0
        }
        node.standIn.setMode(.normal, of: .orders)
        try wait(until: "the cancellation is sent") {
            try node.forgetBackoff()
            try node.run(.orderRegistration)
            return try node.events("order.cancellation_sent") > 0
        }
        #expect(node.order(order.registration) == nil)
        #expect(try node.events("order.registered") == 0)
    }

    @Test(arguments: [StandInMode.error, .wrong, .large])
    func `one order that makes the question fail does not stop the others`(mode: StandInMode) throws
    {
        let node = try OutsideNode()
        let orders = try registered(5, node)
        node.standIn.with { state in
            for order in orders { state.setStatus("done", of: order.registration) }
        }
        let bad = orders[2]
        node.standIn.setMode(mode, of: .orders, ids: [bad.registration])
        try wait(until: "four orders are done") {
            try node.run(.orderPolling)
            return try node.events("order.done") == 4
        }
        #expect(try node.count("jobs.deliveries WHERE kind = 'poll' AND order_id = \(bad.id)") == 1)
        node.standIn.setMode(.normal, of: .orders)
        try node.forgetBackoff()
        try wait(until: "the fifth order is done") {
            try node.run(.orderPolling)
            return try node.events("order.done") == 5
        }
    }

    @Test func `an unknown state is an error of that order only`() throws {
        let node = try OutsideNode()
        let orders = try registered(3, node)
        node.standIn.with { state in
            state.setStatus("pondering", of: orders[0].registration)
            state.setStatus("done", of: orders[1].registration)
            state.setStatus("cancelled", of: orders[2].registration)
        }
        try wait(until: "two orders have ended") {
            try node.run(.orderPolling)
            return try node.events("order.done") + node.events("order.cancelled") == 2
        }
        let error = try node.connection.execute("SELECT last_error FROM jobs.deliveries").only()
        #expect(try error.string(0).contains("pondering"))
        #expect(node.order(orders[2].registration)?.cancellations == 0, "it knows that itself")
    }

    @Test func `a status never goes back`() throws {
        let node = try OutsideNode()
        let user = try node.node.user()
        let orders = try registered(2, node, of: user)
        node.standIn.with { $0.setStatus("done", of: orders[0].registration) }
        try wait(until: "the order is done") {
            try node.run(.orderPolling)
            return try node.events("order.done") > 0
        }
        #expect(try user.send("PATCH", "/orders/\(orders[1].id)/cancel").status == 200)
        node.standIn.with { state in
            state.setStatus("accepted", of: orders[0].registration)
            state.setStatus("done", of: orders[1].registration)
        }
        try node.run(.orderPolling)
        #expect(try node.events("order.done") == 1)
        #expect(try node.events("order.cancelled") == 1)
    }

    @Test func `a poll that fails for all orders stops early and is retried`() throws {
        let node = try OutsideNode()
        let orders = try registered(12, node)
        try wait(until: "the read model shows every registration") {
            try node.count("read.order_history WHERE registered_at IS NOT NULL") >= orders.count
        }
        node.standIn.setMode(.error, of: .orders)
        let before = node.standIn.with { $0.requests[.orders] ?? 0 }
        let run = try node.run(.orderPolling)
        #expect(run.outcome == "failed")
        #expect(node.standIn.with { $0.requests[.orders] ?? 0 } - before == 10)
    }

    private func registered(
        _ count: Int,
        _ node: OutsideNode,
        of user: SignedIn? = nil
    ) throws -> [(id: Int64, registration: String)] {
        let user = try user ?? node.node.user()
        let orders = try (0..<count).map { _ in try node.startOrder(of: user) }
        for order in orders { try node.wait(for: "order.registered", of: order.id) }
        return orders
    }
}
