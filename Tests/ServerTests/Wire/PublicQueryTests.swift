import Postgres
import Projections
import Queries
import TestSupport
import Testing

@testable import Model

@Suite(.patient)
struct PublicQueryTests {
    private let node: RunningNode

    init() throws {
        node = try RunningNode.shared.get()
    }

    @Test(arguments: ["/currencies", "/rates"])
    func `currencies and rates are public`(path: String) throws {
        let client = try node.client()
        let answer = try client.send("GET", path)
        #expect(answer.status == 200)
        #expect(answer.body.hasPrefix("["))
        #expect(answer.position != nil)
        #expect(answer.headers["age"] != nil)
        let tag = try #require(answer.headers["etag"])
        let again = try client.send("GET", path, headers: ["If-None-Match": tag])
        #expect(again.status == 304)
        let head = try client.send("HEAD", path)
        #expect(head.status == 200)
        #expect(head.body == "")
        let impatient = try RunningNode.impatient.get().client()
        #expect(try impatient.send("GET", "\(path)?min_position=\(Int64.max)").status == 503)
        #expect(try client.send("GET", path, token: "not.a.token").status == 200)
    }

    @Test func `the default currency is always there`() throws {
        #expect(try node.client().send("GET", "/currencies").body.contains("\"RUB\""))
    }

    @Test func `services and an empty basket need a signed-in user`() throws {
        let user = try node.user()
        #expect(try user.get("/services").body.hasPrefix("["))
        #expect(
            try user.get("/basket").body == #"{"lines":[],"currency":null,"tax":0,"total":0}"#
        )
    }

    @Test func `an administrator sees how far every read model is`() throws {
        let (user, administrator) = (try node.user(), try node.administrator())
        #expect(try user.get("/admin/projections").status == 403)
        let position = administrator.registeredAt
        let answer = try administrator.get("/admin/projections?min_position=\(position)")
        for name in ReadModel.allCases {
            #expect(answer.body.contains("{\"name\":\"\(name.rawValue)\",\"position\":"))
        }
        #expect(!answer.body.contains("\"bytes\":null"))
        #expect(!answer.body.contains("\"rows\":null"))
    }

    @Test func `every table of the read models belongs to one of them`() throws {
        let tables = try node.database.connect().execute(
            """
            SELECT c.relname FROM pg_class AS c
            WHERE c.relnamespace = 'read'::regnamespace AND c.relkind = 'r'
                AND c.relname <> 'checkpoints'
            ORDER BY c.relname COLLATE "C"
            """
        )
        var names: [String] = []
        for row in tables { names.append(try row.string(0)) }
        #expect(ReadModel.allCases.flatMap(\.tables).sorted() == names)
    }

    @Test func `a stopped read model reports the reason and stays behind the log's end`() throws {
        let node = try RunningNode()
        let administrator = try node.administrator()
        let tail = try node.database.connect().execute("SELECT max(position) FROM log.events")
        let end = try tail.only().int64(0)
        try node.stopHolds(at: end + 1)
        var holds: Substring = ""
        try wait(until: "the read model of holds reports where it stopped") {
            let body = try administrator.get("/admin/projections?min_position=\(end + 1)").body
            let entries = body.split(separator: "{\"name\":\"")
            holds = try #require(entries.first { $0.hasPrefix("holds\"") })
            return holds.contains("\"error_position\":\(end + 1),")
        }
        #expect(holds.contains("\"position\":\(end),\"lag\":1,\"events_per_second\":0,"))
        #expect(!holds.contains("\"error\":null"))
    }
}
