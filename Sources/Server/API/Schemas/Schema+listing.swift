import Queries

/// Schemas of what a list shows: its columns are declared where it is read.
extension Schema {
    /// An element of the list.
    init(_ listing: Listing) {
        self = .object(listing.columns.map(Property.init))
    }

    fileprivate init(_ kind: Column.Kind) {
        self =
            switch kind {
            case .integer(let range, let example): .integer(range, example: example)
            case .total(let example): .total(example: example)
            case .text(let example, let pattern): .text(example, pattern: pattern)
            case .words(let words): .words(words)
            case .currency: .currency
            case .uuid: .uuid
            case .time: .time
            case .flag(let example): .boolean(example: example)
            case .array(let element, let count): .array(Schema(element), count: count)
            case .object(let columns): .object(columns.map(Property.init))
            }
    }
}

extension Schema.Property {
    fileprivate init(_ column: Column) {
        let schema = Schema(column.kind)
        self.init(
            name: "\(column.name)",
            schema: column.isNullable ? .nullable(schema) : schema,
            details: column.details
        )
    }
}
