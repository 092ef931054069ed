/// What an endpoint knows besides the parameters when it makes a question.
struct QueryContext {
    /// Nil where nobody needs to sign in.
    let identity: Identity?
    /// The id in the path; 0 for a path without one.
    let id: Int64
    let service: Service
}
