import Node
import Runtime
import Text

/// What `tally admin` is told to do.
private enum AdministratorAction: String, CaseIterable {
    case create
    case erase
}

extension Invocation {
    /// Understands the words after `tally admin`.
    init(administration parsed: ParsedArguments, _ database: DatabaseOptions) throws(Complaint) {
        guard let word = parsed.words.first else {
            throw .usage("tally admin needs an action: create or erase. See tally admin --help.")
        }
        guard let action = AdministratorAction(rawValue: word) else {
            let known = AdministratorAction.allCases.map(\.rawValue)
            let near = suggestion(for: word, among: known)
            throw .usage("Unknown action \"\(word)\" of tally admin.\(near)")
        }
        let words = parsed.words.dropFirst()
        switch action {
        case .create:
            self = .createAdministrator(try AdministratorOptions(words, parsed, database))
        case .erase: self = .eraseUser(try ErasureOptions(words, parsed, database))
        }
    }
}

extension AdministratorOptions {
    fileprivate init(
        _ words: ArraySlice<String>,
        _ parsed: ParsedArguments,
        _ database: DatabaseOptions
    ) throws(Complaint) {
        if let word = words.first {
            throw .usage("tally admin create does not take \"\(word)\".")
        }
        guard let username = parsed.value(.username) else {
            throw .usage("tally admin create needs --username NAME.")
        }
        self.init(database: database, username: username, email: parsed.value(.email))
    }
}

extension ErasureOptions {
    fileprivate init(
        _ words: ArraySlice<String>,
        _ parsed: ParsedArguments,
        _ database: DatabaseOptions
    ) throws(Complaint) {
        for option in [Option.username, .email] where parsed.value(option) != nil {
            throw .usage("tally admin erase does not take \(option.name): name one USER.")
        }
        guard let user = words.first else {
            throw .usage("tally admin erase needs a user name or a user's number.")
        }
        if let word = words.dropFirst().first {
            throw .usage("tally admin erase takes one user, not also \"\(word)\".")
        }
        self.init(database: database, user: user)
    }
}
