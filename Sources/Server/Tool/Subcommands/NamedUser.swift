import API
import Commands
import EventStore
import Events
import Identity
import Model
import Postgres
import Runtime

/// A user whom a command line names, by user name or by number.
struct NamedUser {
    private let text: String
    /// Nil for somebody who was erased, or never existed.
    let person: Person?

    /// Throws if it is the name of one user and the number of another: a mistake may not be undone.
    init(_ text: String, _ connection: Connection, _ hasher: ClaimHasher) throws {
        self.text = text
        name = hasher.username(NormalForm.username(text))
        let people = try PeopleStore(connection)
        let named = try Self.person(people.find(username: NormalForm.username(text)))
        let numbered = try Int64(text).flatMap { try Self.person(people.find(UserID($0))) }
        if let named, let numbered, named.user != numbered.user {
            throw Complaint(
                "\(text) is the name of user \(named.user.rawValue) and the number of "
                    + "\(numbered.username): nothing is done. Name the one by number or the "
                    + "other by name."
            )
        }
        person = named ?? numbered
    }

    private let name: ClaimHash

    /// Throws for a row that was changed by hand: its name may be another user's.
    private static func person(_ found: FoundPerson?) throws(Complaint) -> Person? {
        switch found {
        case .sealed(let person): return person
        case .distrusted(let user):
            throw Complaint(
                "\(DistrustedRow.person(user)). Delete the row by hand, then erase "
                    + "\(user.rawValue) by number."
            )
        case nil: return nil
        }
    }

    /// A user who was erased before is still found by number, and by the claim on the name.
    var recipient: Recipient {
        if let person { return .user(person.user) }
        if let number = Int64(text) { return .user(UserID(number)) }
        return .username(name)
    }

    /// The user who has the claim on the name, erased or not.
    func bearer(_ connection: Connection) throws -> UserID? {
        let claim: StreamID
        switch recipient {
        case .user(let user): return user
        case .username(let name): claim = .username(name)
        case .email(let address): claim = .email(address)
        }
        guard case .claim(let change) = try LogReader(connection).read(claim, limit: 1).first?.event
        else { return nil }
        switch change {
        case .usernameClaimed(let user), .emailClaimed(let user): return user
        }
    }

    /// The names under which failed sign-ins are counted while nobody has them.
    func subjects(_ hasher: ClaimHasher) -> [SignInSubject] {
        var names: Set<String> = [NormalForm.username(text)]
        if let person {
            names.insert(NormalForm.username(person.username))
            names.insert(NormalForm.email(person.email))
        }
        return names.map { SignInSubject(unknown: $0, hasher) }
    }
}
