import API
import Commands
import Crypto
import Events
import Model

extension Registration {
    /// Hashes the password, which takes its time, and makes the command.
    package func command(cost: PasswordHash.Cost, claims: ClaimHasher, grant: Money) -> Register {
        Register(
            username: claims.username(NormalForm.username(username)),
            email: claims.email(NormalForm.email(email)),
            details: PersonalDetails(
                username: username,
                email: email,
                name: name,
                passwordHash: PasswordHash(of: password, cost: cost).text
            ),
            grant: grant
        )
    }
}
