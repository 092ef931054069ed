import Events
import Testing

@testable import Commands
@testable import Model

@Suite struct CatalogueTests {
    private let known = given(catalogue(cleaning, painting))

    private func event(_ change: ServiceEvent) -> NewEvent {
        NewEvent(.services, .service(change))
    }

    @Test func `what is new, changed or gone is recorded, and nothing else`() {
        let roofing = details(service(3))
        let renamed = details(painting, "Painting walls")
        known.when(RecordCatalogue([roofing, renamed]), by: .system).then(
            event(.listed(roofing)),
            event(.changed(renamed)),
            event(.delisted(cleaning))
        )
    }

    @Test func `a catalogue that is known is refused`() {
        known.when(RecordCatalogue([details(painting), details(cleaning)]), by: .system)
            .then(.nothingToRecord)
        given([]).when(RecordCatalogue([]), by: .system).then(.nothingToRecord)
    }

    @Test func `of two of one id the first counts`() {
        known.when(
            RecordCatalogue([
                details(painting), details(cleaning), details(cleaning, "Another name"),
            ]),
            by: .system
        ).then(.nothingToRecord)
    }

    @Test func `a service that comes back is listed again`() {
        given(known.events, [event(.delisted(cleaning))])
            .when(RecordCatalogue([details(cleaning), details(painting)]), by: .system)
            .then(event(.listed(details(cleaning))))
    }

    @Test func `many changes are written in parts`() throws {
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

    @Test func `one service is recorded alone`() {
        known.when(RecordService(details(service(3))), by: .system)
            .then(event(.listed(details(service(3)))))
        known.when(RecordService(details(cleaning, "New")), by: .system)
            .then(event(.changed(details(cleaning, "New"))))
        known.when(RecordService(details(cleaning)), by: .system).then(.nothingToRecord)
    }

    @Test func `only the system records`() {
        known.when(RecordCatalogue([]), by: alice).then(Refusal.forbidden)
        known.when(RecordService(details(service(3))), by: alice).then(Refusal.forbidden)
    }
}
