import Postgres
import TestSupport
import Testing

@testable import Runtime
@testable import Text

@Suite(.patient)
struct UserAdministrationTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode.shared.get()
    }

    private func list(
        _ query: String,
        _ administrator: SignedIn,
        after position: Int64
    ) throws -> String {
        let answer = try administrator.get("/admin/users?\(query)&min_position=\(position)")
        #expect(answer.status == 200)
        return answer.body
    }

    @Test func `an administrator finds a user by the beginning of the name`() throws {
        let (administrator, name) = (try node.administrator(), "Find-\(node.uniqueName())")
        let user = try node.user(name)
        let body = try list(
            "name=fIND-\(name.dropFirst(5))",
            administrator,
            after: user.registeredAt
        )
        #expect(body.hasPrefix(#"[{"id":\#(user.id),"username":"\#(name)","#))
        #expect(body.contains(#""email":"\#(name)@example.org","name":null,"roles":["user"],"#))
        #expect(body.contains(#""state":"active","created_at":""#))
    }

    @Test func `the newest users come first, and the next page is linked`() throws {
        let administrator = try node.administrator()
        let users = try (0..<3).map { _ in try node.user() }
        let last = try #require(users.last)
        let path = "/admin/users?limit=2&min_position=\(last.registeredAt)"
        let answer = try administrator.get(path)
        #expect(answer.headers["link"]?.contains("/admin/users?") == true)
        guard case .array(let rows) = try JSONValue(Array(answer.body.utf8)) else {
            throw Complaint("no list: \(answer.body)")
        }
        let ids = rows.compactMap { row -> Int64? in
            if case .object(let user) = row, case .integer(let id)? = user["id"] { id } else { nil }
        }
        #expect(ids.count == 2)
        #expect(ids == ids.sorted(by: >))
        #expect(try #require(ids.first) >= last.id)
    }

    @Test func `the link to the next page keeps the beginning of the name`() throws {
        let (administrator, name) = (try node.administrator(), "Two-\(node.uniqueName())")
        _ = try node.user(name + ".1")
        let position = try node.user(name + ".2").registeredAt
        let path = "/admin/users?name=\(name)&limit=1"
        let first = try administrator.get("\(path)&min_position=\(position)")
        let link = try #require(first.headers["link"])
        #expect(link.hasPrefix("</admin/users?name=\(name.lowercased())&before="))
        let next = try #require(link.dropFirst().split(separator: ">").first.map(String.init))
        let second = try administrator.get(next)
        #expect(second.body.contains("\"username\":\"\(name).1\""))
        #expect(second.headers["link"] == nil)
    }

    @Test(arguments: ["name=a%20b", "name=%25", "name=a&name=b", "limit=0", "state=active"])
    func `a wrong parameter is refused`(query: String) throws {
        #expect(try node.administrator().get("/admin/users?\(query)").status == 422)
    }

    @Test func `a user whom an administrator deletes cannot act until restored`() throws {
        let (user, administrator) = (try node.user(), try node.administrator())
        let path = "/admin/users/\(user.id)"
        let deleted = try administrator.send("DELETE", path, key: "once")
        #expect(deleted.body == "true")
        #expect(deleted.headers["set-cookie"] == nil)
        let again = try administrator.send("DELETE", path, key: "once")
        #expect(again.headers["idempotency-replayed"] == "true")
        #expect(try user.get("/me").status == 401)
        #expect(try node.signIn(user.name).status == 401)
        let refused = try administrator.send("DELETE", path)
        #expect(refused.status == 409)
        #expect(refused.reason == "user-deleted")
        let position = try #require(deleted.position)
        let shown = try list("name=\(user.name)", administrator, after: position)
        #expect(shown.contains(#""id":\#(user.id),"#) && shown.contains(#""state":"deleted""#))
        let restored = try administrator.send("POST", "\(path)/restore")
        #expect(restored.body == "true")
        #expect(try node.signIn(user.name).status == 200)
        #expect(try user.get("/me").status == 401)
    }

    @Test func `nobody pays a user whom an administrator has deleted`() throws {
        let (user, payer) = (try node.user(), try node.user())
        let administrator = try node.administrator()
        #expect(try administrator.send("DELETE", "/admin/users/\(user.id)").body == "true")
        let refused = try payer.transfer(1, to: user)
        #expect(refused.status == 409)
        #expect(refused.reason == "account-closed" || refused.reason == "receiver-not-found")
    }

    @Test func `an administrator cannot delete their own account`() throws {
        let administrator = try node.administrator()
        let answer = try administrator.send("DELETE", "/admin/users/\(administrator.id)")
        #expect(answer.status == 409)
        #expect(answer.body == "false")
        #expect(answer.reason == "own-user")
        #expect(try administrator.get("/me").status == 200)
    }

    @Test func `only an administrator lists and deletes users, and only existing ones`() throws {
        let (user, other, administrator) = (
            try node.user(), try node.user(), try node.administrator()
        )
        #expect(try user.get("/admin/users").status == 403)
        #expect(try user.send("DELETE", "/admin/users/\(other.id)").status == 403)
        #expect(try user.client.send("GET", "/admin/users").status == 401)
        #expect(try user.client.send("DELETE", "/admin/users/\(other.id)").status == 401)
        #expect(try administrator.send("DELETE", "/admin/users/9000000000").status == 404)
        #expect(try administrator.send("DELETE", "/admin/users/0").status == 404)
        #expect(try other.get("/me").status == 200)
    }
}
