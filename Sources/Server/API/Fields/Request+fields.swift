import Crypto
import Entities
import Events
import HTTP
import Model
import Postgres
import Text

extension Request {
    /// The token after `Bearer ` in the Authorization header (RFC 6750); the scheme's case is free.
    package var bearerToken: UnsafeRawBufferPointer? {
        guard let value = header("authorization"), value.count > 7,
            headerCount("authorization") == 1
        else { return nil }
        let scheme: StaticString = "bearer "
        for index in 0..<7 where value[index] | 0x20 != scheme.utf8Start[index] { return nil }
        return UnsafeRawBufferPointer(rebasing: value[7...])
    }

    /// The caller's own id of the request, if it sent one as a UUID.
    package var correlation: UUID128? {
        header("x-request-id").flatMap { value in
            value.count == 36 ? UUID128(text: String(decoding: value, as: UTF8.self)) : nil
        }
    }

    /// Whether the caller accepts an answer from before the caller's own last command.
    package var waivesOwnWrites: Bool {
        get throws(Problem) {
            guard let value = header("tally-own-writes") else { return false }
            guard value.elementsEqual("off".utf8), headerCount("tally-own-writes") == 1 else {
                throw .invalid([
                    Problem.FieldError(field: "Tally-Own-Writes", detail: "must be off, given once")
                ])
            }
            return true
        }
    }

    /// Throws status 415 for a body that is compressed or coded in another way.
    func requirePlainBody() throws(Problem) {
        guard let coding = header("content-encoding") else { return }
        let name = String(decoding: coding, as: UTF8.self).lowercased()
        guard name != "identity" else { return }
        throw Problem(
            .unsupportedMediaType,
            "Send the body as it is, without the header Content-Encoding: coded bodies are not read."
        )
    }

    /// Throws status 415 unless the body is plain JSON.
    package func requireJSON() throws(Problem) {
        try requirePlainBody()
        guard isOfType("application/json") else {
            throw Problem(
                .unsupportedMediaType,
                "Send the body with the header Content-Type: application/json."
            )
        }
    }

    /// Whether the body is of the media type, whatever its parameters.
    func isOfType(_ type: StaticString) -> Bool {
        guard let value = header("content-type"), headerCount("content-type") == 1 else {
            return false
        }
        let length = type.utf8CodeUnitCount
        guard value.count >= length else { return false }
        for index in 0..<length {
            var byte = value[index]
            if byte >= 0x41, byte <= 0x5A { byte |= 0x20 }
            guard byte == type.utf8Start[index] else { return false }
        }
        return value.count == length || value[length] == UInt8(ascii: ";")
            || value[length] == UInt8(ascii: " ")
    }
}

extension IdempotencyKey {
    /// The key of a request with the request's fingerprint; nil if it has no key and needs none.
    package init?(_ request: borrowing Request, isRequired: Bool) throws(Problem) {
        guard let key = try Self.text(of: request, isRequired: isRequired) else { return nil }
        let fingerprint = Self.fingerprint(
            request.method.name,
            request.path,
            request.body
        )
        self.init(key, fingerprint: fingerprint)
    }

    /// The key of a request; nil if it has none and needs none.
    package static func text(
        of request: borrowing Request,
        isRequired: Bool
    ) throws(Problem) -> String? {
        guard let value = request.header("idempotency-key") else {
            guard !isRequired else {
                throw Problem(
                    .idempotencyKeyRequired,
                    "Send the header Idempotency-Key with 1 to 255 visible characters of your choice."
                )
            }
            return nil
        }
        let isVisible = value.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        guard (1...255).contains(value.count), isVisible,
            request.headerCount("idempotency-key") == 1
        else {
            throw Problem(
                .malformedRequest,
                "Idempotency-Key must be given once, with 1 to 255 visible ASCII characters."
            )
        }
        return String(decoding: value, as: UTF8.self)
    }

    /// SHA-256 of a method, a path and a body: 32 bytes that stand for one request.
    ///
    /// Each part is preceded by its length, so no two requests give the same input.
    package static func fingerprint(
        _ method: StaticString,
        _ path: UnsafeRawBufferPointer,
        _ body: UnsafeRawBufferPointer
    ) -> [UInt8] {
        let method = UnsafeRawBufferPointer(
            start: method.utf8Start,
            count: method.utf8CodeUnitCount
        )
        var hash = SHA256()
        for part in [method, path, body] {
            withUnsafeBytes(of: UInt64(part.count).bigEndian) { hash.update($0) }
            hash.update(part)
        }
        return hash.finish()
    }
}

extension BodyFields {
    /// The fields of a JSON object or of an HTML form, as OAuth2 requires.
    package init(jsonOrForm request: borrowing Request) throws(Problem) {
        guard request.isOfType("application/x-www-form-urlencoded") else {
            try self.init(json: request)
            return
        }
        try request.requirePlainBody()
        do throws(QueryString.Failure) {
            let pairs = try QueryString(request.body).pairs()
            self.init(pairs.map { Field(name: $0.name, value: .string($0.value)) })
        } catch {
            throw Problem(.malformedRequest, "The form must not hold \(error).")
        }
    }
}
