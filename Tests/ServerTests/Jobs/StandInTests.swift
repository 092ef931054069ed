import TestSupport
import Testing

@testable import Jobs
@testable import Tool

/// The instructions that the stand-in accepts over HTTP.
@Suite(.patient)
struct StandInTests {
    private let standIn: StandIn
    private let client: HTTPClient

    init() throws {
        standIn = try StandIn()
        client = try HTTPClient(port: standIn.port)
    }

    @Test func `an order that is registered again stays the same`() throws {
        let body = #"{"services":["a"]}"#
        #expect(try client.send("PUT", "/service/orders/x", body: body).status == 201)
        #expect(try client.send("PUT", "/service/orders/x", body: body).status == 200)
        let report = try client.send("GET", "/control").body
        #expect(report.contains(#""x":{"registrations":2,"cancellations":0,"polls":0}"#))
    }

    @Test func `an order is done after some questions`() throws {
        _ = try client.send("PUT", "/service/orders/x", body: #"{"services":[]}"#)
        let states = try (1...3).map { _ in try client.send("GET", "/service/orders?ids=x,y").body }
        #expect(
            states
                == ["accepted", "in_progress", "done"].map {
                    #"{"orders":[{"id":"x","status":"\#($0)"}]}"#
                }
        )
    }

    @Test func `a mode applies to a number of requests, or to requests about some ids`() throws {
        let control = #"{"service":"rates","mode":"error","for":1}"#
        #expect(try client.send("PUT", "/control", body: control).status == 200)
        #expect(try client.send("GET", "/rates").status == 500)
        #expect(try client.send("GET", "/rates").status == 200)
        let ids = #"{"service":"orders","mode":"error","for":["x"]}"#
        #expect(try client.send("PUT", "/control", body: ids).status == 200)
        #expect(try client.send("GET", "/service/orders?ids=y").status == 200)
        #expect(try client.send("GET", "/service/orders?ids=y,x").status == 500)
    }

    @Test(arguments: ["{", #"{"service":"rates","mode":"x"}"#, #"{"service":"x","mode":"slow"}"#])
    func `an invalid instruction is refused`(body: String) throws {
        #expect(try client.send("PUT", "/control", body: body).status == 422)
    }

    @Test func `the mode twice lists every service and order twice`() throws {
        standIn.setMode(.twice, of: .services)
        let page = try client.send("GET", "/catalogue/services?page=3").body
        #expect(try CataloguePage(Array(page.utf8)).items.count == 10)
    }

    @Test(arguments: ["/catalogue/services?page=4", "/catalogue/services/x", "/nothing"])
    func `an unknown path is not found`(path: String) throws {
        #expect(try client.send("GET", path).status == 404)
    }
}
