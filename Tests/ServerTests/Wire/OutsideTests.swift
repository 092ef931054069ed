import Dispatch
import Postgres
import TestSupport
import Testing

@testable import API
@testable import Settings
@testable import Tool

/// Rates and the catalogue of services on their way into the log, with all faults of outside
/// services.
@Suite(.serialized, .patient)
struct OutsideTests {
    @Test(
        arguments: [
            StandInMode.wrong, .error, .down, .lost, .twice, .large, .redirect, .page,
        ])
    func `the last rates stay in use while the fetch fails, and are replaced afterwards`(
        mode: StandInMode
    ) throws {
        let node = try OutsideNode()
        #expect(try node.events("rates.recorded") == 1)
        node.standIn.setMode(mode, of: .rates)
        let run = try node.run(.rates)
        #expect(run.outcome == "failed")
        #expect(run.error?.contains("127.0.0.1") == false)
        #expect(try node.events("rates.recorded") == 1)
        node.standIn.setMode(.normal, of: .rates)
        #expect(try node.run(.rates) == .init(outcome: "ok", error: nil))
        #expect(try node.events("rates.recorded") == 2)
    }

    @Test func `wrong rates are named, and the others are recorded`() throws {
        let node = try OutsideNode()
        node.standIn.setMode(.strange, of: .rates)
        let run = try node.run(.rates)
        #expect(run.outcome == "ok")
        #expect(run.error?.hasSuffix("EUR, GBP, CHF") == true)
        let rates = try node.connection.execute(
            "SELECT data::text FROM log.events WHERE type = 'rates.recorded' ORDER BY position DESC"
        )
        #expect(try rates[0].string(0).contains("150.5"))
        #expect(try !rates[0].string(0).contains("EUR"))
    }

    @Test(arguments: [StandInMode.wrong, .error, .down, .strange, .large, .redirect, .page])
    func `the last catalogue stays in use unless a whole one is fetched`(mode: StandInMode) throws {
        let node = try OutsideNode()
        #expect(try node.events("service.listed") == Int64(StandInData.services.count))
        node.standIn.with { $0.catalogue.removeFirst(10) }
        node.standIn.setMode(mode, of: .services)
        #expect(try node.run(.serviceCatalogue).outcome == "failed")
        #expect(try node.events("service.delisted") == 0)
        node.standIn.setMode(.normal, of: .services)
        #expect(try node.run(.serviceCatalogue).outcome == "ok")
        #expect(try node.events("service.delisted") == 10)
    }

    @Test func `a catalogue with every service twice is the same catalogue`() throws {
        let node = try OutsideNode()
        node.standIn.setMode(.twice, of: .services)
        #expect(try node.run(.serviceCatalogue).outcome == "ok")
        #expect(try node.events("service.listed") == Int64(StandInData.services.count))
    }

    @Test(arguments: [StandInService.rates, .services, .orders])
    func `a service that does not respond delays no other job`(service: StandInService) throws {
        let node = try OutsideNode()
        let jobs: [StandInService: JobName] = [
            .rates: .rates, .services: .serviceCatalogue, .orders: .orderPolling,
        ]
        let order = try node.startOrder()
        try node.wait(for: "order.registered", of: order.id)
        node.standIn.setMode(.slow, of: service)
        let stuck = try #require(jobs[service])
        // Polling has an order to ask about once the read model shows its registration.
        try wait(until: "the stand-in holds a request") {
            try node.request(stuck)
            return node.standIn.held > 0
        }
        for (other, job) in jobs where other != service {
            #expect(try node.run(job).outcome == "ok")
        }
        #expect(try node.run(.receipts).outcome == "ok")
        node.standIn.setMode(.normal, of: service)
    }

    @Test func `two nodes run a requested job once`() throws {
        let first = try OutsideNode()
        let second = try OutsideNode(beside: first)
        let before = first.standIn.with { $0.requests[.rates] ?? 0 }
        for round in 1...5 {
            try (round % 2 == 0 ? first : second).run(.rates)
            #expect(first.standIn.with { $0.requests[.rates] } == before + round)
        }
    }

    @Test func `a service that the catalogue lacks is looked up once and then ordered`() throws {
        let node = try OutsideNode()
        let user = try node.node.user()
        let id = "11111111-0000-4000-8000-000000000001"
        node.standIn.with {
            $0.catalogue.append(.init(id: id, name: "Late", description: "comer"))
        }
        let before = node.standIn.with { $0.requests[.services] ?? 0 }
        for _ in 1...3 {
            #expect(try user.send("POST", "/orders", #"{"services":["\#(id)"]}"#).status == 200)
        }
        #expect(node.standIn.with { $0.requests[.services] } == before + 1)
    }

    @Test func `an unknown service is refused and looked up once`() throws {
        let node = try OutsideNode()
        let user = try node.node.user()
        let draft = try node.draft(of: user)
        let before = node.standIn.with { $0.requests[.services] ?? 0 }
        let body = #"{"services":["22222222-0000-4000-8000-000000000001"]}"#
        for (method, path) in [("POST", "/orders"), ("PATCH", "/orders/\(draft)/services")] {
            let answer = try user.send(method, path, body)
            #expect(answer.headers["tally-reason"] == "unknown-service")
        }
        #expect(node.standIn.with { $0.requests[.services] } == before + 1)
    }

    /// 33. What an outside service says about something else is not recorded.
    @Test func `an answer about another service lists neither`() throws {
        let node = try OutsideNode()
        let user = try node.node.user()
        node.standIn.setMode(.other, of: .services)
        let listed = try node.events("service.listed")
        let asked = "44444444-0000-4000-8000-000000000001"
        for id in [asked, node.standIn.with { $0.stranger.id }] {
            let answer = try user.send("POST", "/orders", #"{"services":["\#(id)"]}"#)
            #expect(answer.headers["tally-reason"] == "unknown-service")
        }
        #expect(try node.events("service.listed") == listed)
    }

    @Test(arguments: [StandInMode.slow, .down, .wrong])
    func `orders are decided on the known catalogue while the look-up fails`(
        mode: StandInMode
    ) throws {
        let node = try OutsideNode { $0.serviceLookupMilliseconds = 50 }
        let user = try node.node.user()
        node.standIn.setMode(mode, of: .services)
        let unknown = try user.send(
            "POST",
            "/orders",
            #"{"services":["33333333-0000-4000-8000-000000000001"]}"#
        )
        #expect(unknown.headers["tally-reason"] == "unknown-service")
        _ = try node.draft(of: user)
    }

    @Test func `a job without an address rests and names the setting`() throws {
        let node = try OutsideNode { $0.ratesURL = nil }
        #expect(try node.run(.rates).outcome == "resting")
        let detail = try node.connection.execute(
            "SELECT detail FROM jobs.runs WHERE job = 'rates'"
        ).only().string(0)
        #expect(detail.contains("TALLY_RATES_URL"))
    }
}
