/// The key of an entity of which there is one only.
enum Sole: Hashable {
    case sole
}
