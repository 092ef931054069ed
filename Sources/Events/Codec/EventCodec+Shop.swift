import Text

extension EventCodec {
    static func encode(_ event: ShopEvent, into writer: inout JSONWriter) {
        switch event {
        case .created(let details):
            writer.object { writer in
                writer.member("name", details.name)
                writer.member("description", details.description)
                writer.member("site", details.site)
            }
        }
    }

    static func shopDetails(
        from reader: inout JSONReader
    ) throws(JSONError) -> ShopDetails {
        var name: String?
        var description: String?
        var site: String?
        try reader.object { (key, reader) throws(JSONError) in
            switch key {
            case "name": name = try reader.string()
            case "description": description = try reader.string()
            case "site": site = try reader.string()
            default: throw reader.unknown(key)
            }
        }
        return ShopDetails(
            name: try reader.required(name, "name"),
            description: try reader.required(description, "description"),
            site: try reader.required(site, "site")
        )
    }
}
