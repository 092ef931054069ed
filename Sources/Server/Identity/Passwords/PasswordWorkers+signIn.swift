import API
import Commands
import Crypto
import EventStore
import Events
import HTTP
import Model
import Postgres
import Runtime

extension PasswordWorkers {
    /// False if too many wait.
    package func signIn(_ credentials: Credentials, _ origin: RequestOrigin) -> Bool {
        take(origin) { desk, session in try desk.answer(credentials, origin, &session) }
    }

    /// Does the same whether or not there is such a user, and whichever of both is wrong; a row that
    /// is not believed is nobody's.
    private func answer(
        _ credentials: Credentials,
        _ origin: RequestOrigin,
        _ session: inout DatabaseHandle
    ) throws -> Response? {
        let attempt = PasswordAttempt(login: credentials.login, from: origin.address, claims, clock)
        if let problem = try attempt.hindrance(&session) { return Response(problem) }
        let person = believed(try reader.person(credentials.login, people.sealer, &session))
        let standing = try reader.standing(of: person?.user, &session)
        let stored = person.flatMap { PasswordHash(text: $0.passwordHash) } ?? dummy
        let matches = stored.matches(credentials.password)
        guard let person, matches, !standing.isDeleted else {
            try attempt.failed(&session)
            return Response(Self.wrong)
        }
        try attempt.succeeded(&session)
        let grant = TokenGrant(
            issuer: issuer,
            user: person.user,
            roles: standing.roles,
            session: .begun
        )
        return hand(
            StartSession(
                person.user,
                passwordChanges: person.passwordChanges,
                lifetimeSeconds: rules.refreshSeconds
            ),
            of: Actor(person.user),
            nil,
            for: .tokens(origin.ticket, grant),
            origin
        )
    }

    private func believed(_ found: FoundPerson?) -> Person? {
        switch found {
        case .sealed(let person): return person
        case .distrusted(let user):
            people.report(user)
            return nil
        case nil: return nil
        }
    }
}
