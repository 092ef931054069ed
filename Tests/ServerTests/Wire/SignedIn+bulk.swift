import TestSupport

extension SignedIn {
    /// Sends a bulk of these items, each the text of a JSON object.
    func bulk(
        _ mode: String,
        _ items: [String],
        key: String?
    ) throws -> HTTPClient.Answer {
        let body = "{\"mode\":\"\(mode)\",\"items\":[\(items.joined(separator: ","))]}"
        return try send("POST", "/transfers/bulk", body, key: key)
    }

    /// An item that pays this user.
    func item(_ amount: Int64, linked: Bool = false, from payer: SignedIn? = nil) -> String {
        let link = linked ? ",\"linked\":true" : ""
        let from = payer.map { ",\"from\":\($0.id)" } ?? ""
        return "{\"receiver_id\":\(id),\"amount\":\(amount)\(link)\(from)}"
    }
}

extension HTTPClient.Answer {
    /// The values of an array of booleans, one digit each.
    var verdicts: String {
        body.dropFirst().dropLast().split(separator: ",").map { $0 == "true" ? "1" : "0" }.joined()
    }
}
