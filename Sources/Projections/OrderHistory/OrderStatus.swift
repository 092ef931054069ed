/// Where an order stands; raw values are the words in `read.order_history`.
///
/// Of products: `placed` becomes `paid` or `cancelled`, `paid` only `cancelled`. Of services: `draft`
/// becomes `inProcessing`, `cancelled` or `discarded`, and `inProcessing` becomes `done` or
/// `cancelled`. `done`, `cancelled` and `discarded` have no way out.
package enum OrderStatus: String, Hashable, Sendable, CaseIterable {
    case placed
    case paid
    case draft
    case inProcessing = "in_processing"
    case done
    case cancelled
    case discarded
}
