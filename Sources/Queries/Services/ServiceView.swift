import Postgres
import Text

/// One service of the outside catalogue.
struct ServiceView {
    /// The UUID that the outside catalogue gave it.
    let service: String
    let name: String
    let description: String

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("id", service)
        json.member("name", name)
        json.member("description", description)
        json.endObject()
    }
}
