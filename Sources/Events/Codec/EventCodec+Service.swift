import Model
import Text

extension EventCodec {
    static func encode(_ event: ServiceEvent, into writer: inout JSONWriter) {
        switch event {
        case .listed(let details), .changed(let details):
            writer.object { writer in
                writer.member("service", details.service.value.text)
                writer.member("name", details.name)
                writer.member("description", details.description)
            }
        case .delisted(let service):
            writer.object { $0.member("service", service.value.text) }
        }
    }

    static func serviceDetails(from reader: inout JSONReader) throws(JSONError) -> ServiceDetails {
        var service: UUID128?
        var name: String?
        var description: String?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "service": service = try reader.uuid()
            case "name": name = try reader.string()
            case "description": description = try reader.string()
            default: throw reader.unknown(key)
            }
        }
        return ServiceDetails(
            service: ServiceID(try reader.required(service, "service")),
            name: try reader.required(name, "name"),
            description: try reader.required(description, "description")
        )
    }

    static func serviceReference(from reader: inout JSONReader) throws(JSONError) -> ServiceID {
        var service: UUID128?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "service": service = try reader.uuid()
            default: throw reader.unknown(key)
            }
        }
        return ServiceID(try reader.required(service, "service"))
    }
}
