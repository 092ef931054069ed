import Events
import TestSupport
import Testing

@testable import Commands
@testable import Entities
@testable import Model

@Suite(.patient) struct CatalogueTests {
    private let known = given(catalogue(cleaning, painting))

    private func event(_ change: ServiceEvent) -> NewEvent {
        NewEvent(.services, .service(change))
    }

    @Test func `only new, changed and removed services are recorded`() {
        let roofing = details(service(3))
        let renamed = details(painting, "Painting walls")
        known.when(RecordCatalogue([roofing, renamed]), by: .system).then(
            event(.listed(roofing)),
            event(.changed(renamed)),
            event(.delisted(cleaning))
        )
    }

    @Test func `an unchanged catalogue is refused`() {
        known.when(RecordCatalogue([details(painting), details(cleaning)]), by: .system)
            .then(.nothingToRecord)
        given([]).when(RecordCatalogue([]), by: .system).then(.nothingToRecord)
    }

    @Test func `the first of two services with one id counts`() {
        known.when(
            RecordCatalogue([
                details(painting), details(cleaning), details(cleaning, "Another name"),
            ]),
            by: .system
        ).then(.nothingToRecord)
    }

    @Test func `a service that returns is listed again`() {
        given(known.events, [event(.delisted(cleaning))])
            .when(RecordCatalogue([details(cleaning), details(painting)]), by: .system)
            .then(event(.listed(details(cleaning))))
    }

    @Test func `many changes are recorded in parts`() throws {
        let most = RecordCatalogue.maximumChanges
        let all = (1...UInt64(most + 1)).map { details(service($0)) }
        let first = try given([]).when(RecordCatalogue(all), by: .system).result.get()
        #expect(first.events == all.prefix(most).map { event(.listed($0)) })
        let second = try Given(events: first.events).when(RecordCatalogue(all), by: .system)
            .result.get()
        #expect(second.events == [event(.listed(details(service(UInt64(most + 1)))))])
        Given(events: first.events + second.events).when(RecordCatalogue(all), by: .system)
            .then(.nothingToRecord)
    }

    @Test func `a single service can be recorded`() {
        known.when(RecordService(details(service(3))), by: .system)
            .then(event(.listed(details(service(3)))))
        known.when(RecordService(details(cleaning, "New")), by: .system)
            .then(event(.changed(details(cleaning, "New"))))
        known.when(RecordService(details(cleaning)), by: .system).then(.nothingToRecord)
    }

    @Test func `only the system records services`() {
        known.when(RecordCatalogue([]), by: alice).then(Refusal.forbidden(.service))
        known.when(RecordService(details(service(3))), by: alice).then(Refusal.forbidden(.service))
    }
}
