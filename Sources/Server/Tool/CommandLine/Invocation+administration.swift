import Node
import Runtime
import Text

/// The actions of `tally admin`.
enum AdministratorAction: String, CaseIterable {
    case create
    case erase
    case list
    case grant
    case revoke
    case reset
    case unlock
}

extension Invocation {
    /// Parses the words after `tally admin`.
    init(administration parsed: ParsedArguments, _ database: DatabaseOptions) throws(Complaint) {
        guard let word = parsed.words.first else {
            throw .usage(
                "tally admin needs an action: create, erase, list, grant, revoke, reset or unlock. "
                    + "See tally admin --help."
            )
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
        case .list:
            try parsed.requireNoNames(of: action)
            if let word = words.first {
                throw .usage("tally admin list does not take \"\(word)\".")
            }
            self = .listAdministrators(database)
        case .grant: try self.init(.grant, action, words, parsed, database)
        case .revoke: try self.init(.revoke, action, words, parsed, database)
        case .reset: try self.init(.reset, action, words, parsed, database)
        case .unlock: try self.init(.unlock, action, words, parsed, database)
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
        self.init(database: database, user: try parsed.user(of: .erase, words))
    }
}

extension Invocation {
    fileprivate init(
        _ action: AdministrationOptions.Action,
        _ word: AdministratorAction,
        _ words: ArraySlice<String>,
        _ parsed: ParsedArguments,
        _ database: DatabaseOptions
    ) throws(Complaint) {
        let user = try parsed.user(of: word, words)
        self = .administerUser(
            AdministrationOptions(database: database, action: action, user: user)
        )
    }
}

extension ParsedArguments {
    /// The one user that an action is about.
    fileprivate func user(
        of action: AdministratorAction,
        _ words: ArraySlice<String>
    ) throws(Complaint) -> String {
        try requireNoNames(of: action)
        guard let user = words.first else {
            throw .usage("tally admin \(action.rawValue) needs a user name or a user's number.")
        }
        if let word = words.dropFirst().first {
            throw .usage("tally admin \(action.rawValue) takes one user, not also \"\(word)\".")
        }
        return user
    }

    /// Throws for the options of `tally admin create`.
    fileprivate func requireNoNames(of action: AdministratorAction) throws(Complaint) {
        for option in [Option.username, .email] where value(option) != nil {
            let needed = action == .list ? "" : ": name one USER"
            throw .usage("tally admin \(action.rawValue) does not take \(option.name)\(needed).")
        }
    }
}
