import Postgres

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
        from reader: inout PayloadReader
    ) throws(EventCodecError) -> ShopDetails {
        var name: String?
        var description: String?
        var site: String?
        try reader.beginObject()
        while let key = try reader.nextKey() {
            if key == "name" {
                try reader.read(&name)
            } else if key == "description" {
                try reader.read(&description)
            } else if key == "site" {
                try reader.read(&site)
            } else {
                throw reader.unknown(key)
            }
        }
        return ShopDetails(
            name: try reader.required(name, "name"),
            description: try reader.required(description, "description"),
            site: try reader.required(site, "site")
        )
    }
}
