import Runtime
import Text

/// A command's words sorted into options and the rest; nothing is interpreted yet.
struct ParsedArguments: Equatable {
    private(set) var values: [String: String] = [:]
    private(set) var flags: Set<String> = []
    private(set) var words: [String] = []

    /// Takes `--name value` and `--name=value`; `--` ends the options.
    init(_ arguments: [String], options: [Option]) throws(Complaint) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("-"), argument != "-" else {
                words.append(argument)
                continue
            }
            if argument == "--" {
                words += rest
                return
            }
            let parts = argument.split(
                separator: "=",
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            let name = parts[0] == "-h" ? "--help" : String(parts[0])
            guard let option = options.first(where: { $0.name == name }) else {
                let known = options.map(\.name)
                throw .usage("Unknown option \(name).\(suggestion(for: name, among: known))")
            }
            guard let placeholder = option.value else {
                guard parts.count == 1 else { throw .usage("\(name) takes no value.") }
                flags.insert(name)
                continue
            }
            guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst(), !value.isEmpty
            else { throw .usage("\(name) needs a value: \(name) \(placeholder).") }
            guard values.updateValue(value, forKey: name) == nil else {
                throw .usage("\(name) is given twice.")
            }
        }
    }

    func value(_ option: Option) -> String? { values[option.name] }

    func has(_ option: Option) -> Bool { flags.contains(option.name) }
}
