import Model
import Postgres
import Text

/// One shop.
struct ShopView {
    let shop: ShopID
    let name: String
    let description: String
    let site: String

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("id", shop.rawValue)
        json.member("name", name)
        json.member("description", description)
        json.member("site", site)
        json.endObject()
    }
}
