import Commands
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

    /// Whether the body is of the media type, whatever its parameters.
    fileprivate func isOfType(_ type: StaticString) -> Bool {
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
        let fingerprint = Cryptography.fingerprint(
            request.method.name,
            request.path,
            request.body
        )
        self.init(String(decoding: value, as: UTF8.self), fingerprint: fingerprint)
    }
}

extension BodyFields {
    package init(_ object: JSONObject) {
        self.init(object.members.map { Field(name: $0.name, value: $0.value) })
    }

    /// The fields of a JSON object; none for an empty body.
    package init(json request: borrowing Request) throws(Problem) {
        guard !request.body.isEmpty else {
            self.init([])
            return
        }
        guard request.isOfType("application/json") else {
            throw Problem(
                .unsupportedMediaType,
                "Send the body with the header Content-Type: application/json."
            )
        }
        do throws(JSONError) {
            self.init(try JSONObject(request.body))
        } catch {
            throw Problem(
                .malformedRequest,
                "The body must be one JSON object: \(error.problem) at byte \(error.offset)."
            )
        }
    }

    /// The fields of a JSON object or of an HTML form, as OAuth2 requires.
    package init(jsonOrForm request: borrowing Request) throws(Problem) {
        guard request.isOfType("application/x-www-form-urlencoded") else {
            try self.init(json: request)
            return
        }
        do throws(QueryString.Failure) {
            let pairs = try QueryString(request.body).pairs()
            self.init(pairs.map { Field(name: $0.name, value: .string($0.value)) })
        } catch {
            throw Problem(.malformedRequest, "The form is not encoded correctly.")
        }
    }
}
