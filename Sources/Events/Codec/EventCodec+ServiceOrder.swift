import Model
import Text

/// Payloads of orders for services.
extension EventCodec {
    static func encode(_ drafted: OrderDrafted, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("user", drafted.user.rawValue)
            writer.array("services") { writer in
                for service in drafted.services {
                    writer.object { writer in
                        writer.member("service", service.service.value.text)
                        writer.member("name", service.name)
                    }
                }
            }
        }
    }

    static func orderDrafted(from reader: inout JSONReader) throws(JSONError) -> OrderDrafted {
        var user: Int64?
        var services: [OrderedService]?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "user": user = try reader.int64()
            case "services": services = try orderedServices(from: &reader)
            default: throw reader.unknown(key)
            }
        }
        return OrderDrafted(
            user: UserID(try reader.required(user, "user")),
            services: try reader.required(services, "services")
        )
    }

    private static func orderedServices(
        from reader: inout JSONReader
    ) throws(JSONError) -> [OrderedService] {
        var services: [OrderedService] = []
        try reader.array { (reader) throws(JSONError) in
            var service: UUID128?
            var name: String?
            try reader.object { (key, reader) throws(JSONError) in
                switch key {
                case "service": service = try reader.uuid()
                case "name": name = try reader.string()
                default: throw reader.unknown(key)
                }
            }
            services.append(
                OrderedService(
                    service: ServiceID(try reader.required(service, "service")),
                    name: try reader.required(name, "name")
                )
            )
        }
        return services
    }

    static func processingStarted(
        from reader: inout JSONReader
    ) throws(JSONError) -> ProcessingStarted {
        var user: Int64?
        var registration: UUID128?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "user": user = try reader.int64()
            case "registration": registration = try reader.uuid()
            default: throw reader.unknown(key)
            }
        }
        return ProcessingStarted(
            user: UserID(try reader.required(user, "user")),
            registration: try reader.required(registration, "registration")
        )
    }

    static func orderReference(
        from reader: inout JSONReader
    ) throws(JSONError) -> OrderReference {
        OrderReference(user: try claimant(from: &reader))
    }
}
