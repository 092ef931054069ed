import Model
import Text

/// An event of a user's basket.
package enum BasketEvent: Hashable, Sendable {
    case changed(BasketChanged)
    /// An order was placed from the basket, which is empty again.
    case ordered(OrderID)

    /// The name of each event in the log: never changed, and never used again for another.
    package enum Name: String, Hashable, Sendable, CaseIterable {
        case changed = "basket.changed"
        case ordered = "basket.ordered"
    }

    var name: Name {
        switch self {
        case .changed: .changed
        case .ordered: .ordered
        }
    }

    init(_ name: Name, _ members: inout JSONMembers) throws(JSONError) {
        self =
            switch name {
            case .changed: .changed(try BasketChanged(&members))
            case .ordered: .ordered(try members.id("order"))
            }
    }

    func write(_ writer: inout JSONWriter) {
        switch self {
        case .changed(let changed): changed.write(&writer)
        case .ordered(let order): writer.member("order", order)
        }
    }
}

/// Changed lines; those of other products stay.
package struct BasketChanged: Hashable, Sendable {
    /// At least one, each product once.
    package let lines: [BasketLine]

    package init(lines: [BasketLine]) {
        self.lines = lines
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        lines = try members.objects("lines", BasketLine.init)
    }

    func write(_ writer: inout JSONWriter) {
        writer.array("lines") { writer in
            for element in lines { writer.object { element.write(&$0) } }
        }
    }
}

package struct BasketLine: Hashable, Sendable {
    package let product: ProductID
    /// Zero removes the line.
    package let quantity: Int64

    package init(product: ProductID, quantity: Int64) {
        self.product = product
        self.quantity = quantity
    }

    init(_ members: inout JSONMembers) throws(JSONError) {
        product = try members.id("product")
        quantity = try members.int64("quantity")
    }

    func write(_ writer: inout JSONWriter) {
        writer.member("product", product)
        writer.member("quantity", quantity)
    }
}
