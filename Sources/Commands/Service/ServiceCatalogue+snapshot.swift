import EventStore
import Events
import Model

extension ServiceCatalogue {
    /// Id, name and description of each listed service, in order of id.
    var snapshot: [UInt8] {
        var snapshot = Snapshot()
        for details in inOrder {
            snapshot.append(details.service.value.text)
            snapshot.append(details.name)
            snapshot.append(details.description)
        }
        return snapshot.closed()
    }

    init?(snapshot: StoredSnapshot) {
        guard var reader = SnapshotReader(snapshot) else { return nil }
        var services: [ServiceDetails] = []
        while !reader.atEnd() {
            guard let text = reader.text(), let id = UUID128(text: text),
                let name = reader.text(), let description = reader.text()
            else { return nil }
            services.append(
                ServiceDetails(service: ServiceID(id), name: name, description: description)
            )
        }
        self.init(services)
    }

    /// Those that are listed, in order of id.
    var inOrder: [ServiceDetails] {
        listed.values.sorted {
            let (left, right) = ($0.service.value, $1.service.value)
            return (left.high, left.low) < (right.high, right.low)
        }
    }
}
