/// A parameter that could only be judged by what the read models and the log hold, and how to mend it.
package struct ParameterRefusal: Hashable, Sendable {
    package let parameter: String
    /// Goes on after the parameter's name: `must be …`.
    package let detail: String

    package init(parameter: String, detail: String) {
        self.parameter = parameter
        self.detail = detail
    }
}
