import Events
import TestSupport
import Testing

@testable import Model
@testable import Projections

@Suite(.patient) struct ServiceProjectorTests {
    private static let service = ServiceID(UUID128(high: 0xAB, low: 0xCD))

    private static func details(_ name: String) -> ServiceDetails {
        ServiceDetails(service: service, name: name, description: "of \(name)")
    }

    private func rows(_ events: [ServiceEvent]) throws -> [ServiceID: ServiceRow] {
        var history = History()
        for event in events { history.command(.services, .service(event)) }
        return try fold(ServiceProjector.self, history.events)
    }

    @Test(
        arguments: [
            ([], "a", .listed), ([.changed(details("b"))], "b", .listed),
            ([.delisted(service)], "a", .delisted),
            ([.delisted(service), .listed(details("c"))], "c", .listed),
        ] as [([ServiceEvent], String, ServiceState)]
    )
    func `the catalogue is as last received`(
        events: [ServiceEvent],
        name: String,
        state: ServiceState
    ) throws {
        let other = ServiceDetails(
            service: ServiceID(UUID128(high: 0, low: 1)),
            name: "other",
            description: ""
        )
        let rows = try rows([.listed(Self.details("a")), .listed(other)] + events)
        #expect(rows.count == 2)
        #expect(
            rows[Self.service]
                == ServiceRow(
                    service: Self.service,
                    name: name,
                    description: "of \(name)",
                    state: state,
                    position: LogPosition(Int64(events.isEmpty ? 1 : events.count + 2))
                )
        )
    }

    @Test(arguments: [.changed(details("b")), .delisted(service)] as [ServiceEvent])
    func `a service that was never listed can't be changed`(event: ServiceEvent) throws {
        let id = Self.service.value.text
        #expect(throws: ProjectionFault(LogPosition(1), .noRow(table: "services", id: id))) {
            try rows([event])
        }
    }
}
