import Entities
import Events
import TestSupport
import Testing

@testable import API
@testable import Documents
@testable import EventStore
@testable import Identity
@testable import Model
@testable import Node
@testable import Operations
@testable import Settings

/// Issue numbers 7 and 33: a token that is older than the loss of the role gives no rights, on a
/// node that has not heard of the loss as little as on any other.
@Suite(.patient)
struct LostRoleTests {
    /// The commands of all operations for administrators, as the documents' recorder makes them.
    static let commands: [(name: String, command: any Command)] = Section.all
        .flatMap(\.operations).filter { $0.access == .administrator }
        .compactMap { operation in
            var body = BodyFields(recorder: BodyRecording(choice: 0))
            switch operation.work {
            case .command(let make): return (operation.name, make(&body, .example))
            case .code(_, let make):
                return (operation.name, make(&body, .example, .example).command)
            default: return nil
            }
        }

    @Test func `33: every administrator's command looks at the role when it is decided`() {
        #expect(Self.commands.count > 12)
        let user = UserID(77)
        let call = Call(
            now: Timestamp(microseconds: 1_700_000_000_000_000),
            next: LogPosition(100),
            actor: Actor(user)
        )
        for (name, command) in Self.commands {
            let model = WriteModel()
            var streams = StreamList(for: Actor(user), at: call.now)
            command.reads(model, &streams)
            #expect(streams.all.contains(.user(user)), "\(name)")
            let refusal: Refusal?
            do throws(Refusal) {
                _ = try command.decide(model, call)
                refusal = nil
            } catch {
                refusal = error
            }
            #expect(refusal == .forbidden(.administrator), "\(name)")
        }
    }

    /// A token as it was issued before the role was lost.
    private func oldToken(of user: SignedIn, _ node: RunningNode) throws -> String {
        let codec = node.node.service.issuer.codec
        let token = Array(user.token.utf8)
        let now = node.node.service.clock.unixSeconds
        let payload = try token.withUnsafeBytes { try codec.verify($0, now: now) }
        let old = TokenPayload(
            user: payload.user,
            session: payload.session,
            place: payload.place,
            use: .access(roles: [.admin]),
            issuedAt: payload.issuedAt,
            expiresAt: payload.expiresAt,
            tokenID: payload.tokenID
        )
        return String(decoding: codec.encode(old), as: UTF8.self)
    }

    @Test
    func `33: a token from before the loss of the role moves no money, and does nothing else`()
        throws
    {
        let node = try RunningNode()
        let (user, other) = (try node.user(), try node.user())
        let moved = try other.transfer(100, to: user)
        let transfer = try #require(moved.createdID)
        let token = try oldToken(of: user, node)
        let adjustment =
            #"{"type":"debit","reason":"refund","value":500,"email":"\#(user.name)@example.org"}"#
        let sent: [(method: String, path: String, body: String?)] = [
            ("POST", "/transactions", adjustment),
            ("POST", "/shops", #"{"name":"Corner"}"#),
            ("POST", "/slots", #"{"title":"Yoga","capacity":3}"#),
            ("POST", "/admin/users/\(other.id)/admin", nil),
            ("POST", "/admin/users/\(other.id)/reset-password", nil),
            ("POST", "/admin/users/\(other.id)/unlock", nil),
            ("POST", "/admin/commands/1/retry", nil),
            ("POST", "/admin/jobs/rates/run", nil),
            ("POST", "/admin/rates/EUR/accept", nil),
            ("POST", "/transfers/\(transfer)/reverse", nil),
        ]
        for request in sent {
            let answer = try node.client().send(
                request.method,
                request.path,
                token: token,
                headers: ["Idempotency-Key": request.path],
                body: request.body
            )
            #expect(answer.status == 403, "\(request.path)")
            #expect(answer.body.contains("Only an administrator may do this"), "\(answer.body)")
        }
        // The receiver's own right, without the role, is left.
        #expect(try user.send("POST", "/transfers/\(transfer)/reverse").body == "true")
    }
}
