import Postgres
import TestSupport

@testable import Text

/// The tokens in the response to a sign-in or a refresh.
struct Tokens {
    let access: String
    let refresh: String

    /// Nil for any other response.
    init?(_ answer: HTTPClient.Answer) throws {
        guard answer.status == 200 else { return nil }
        let object = try JSONObject(Array(answer.body.utf8))
        guard case .string(let access)? = object["access_token"],
            case .string(let refresh)? = object["refresh_token"],
            case .string("bearer")? = object["token_type"], case .integer? = object["expires_in"]
        else { return nil }
        self.access = access
        self.refresh = refresh
    }
}

extension RunningNode {
    /// The response to signing in.
    func signIn(
        _ login: String,
        _ password: String = "password-1",
        address: String? = nil
    ) throws -> HTTPClient.Answer {
        try client().send(
            "POST",
            "/token",
            headers: (address ?? signInAddress()).map { ["X-Forwarded-For": $0] } ?? [:],
            body: "{\"username\":\"\(login)\",\"password\":\"\(password)\"}"
        )
    }

    func refresh(_ token: String) throws -> HTTPClient.Answer {
        try client().send("POST", "/refresh", body: "{\"refresh_token\":\"\(token)\"}")
    }

    /// The status of a request with that access token.
    func status(of token: String, _ path: String = "/holds") throws -> Int {
        try client().send("GET", path, token: token).status
    }
}
