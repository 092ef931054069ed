import Events
import Postgres
import TestSupport
import Testing

@testable import API
@testable import EventStore
@testable import Model
@testable import Node
@testable import Operations
@testable import Tool

@Suite(.patient)
struct DemoTests {
    @Test func `the demo data is loaded once, and everybody can sign in`() throws {
        let node = try RunningNode()
        let database = try Database(DatabaseOptions(url: node.database.conninfo))
        let secrets = try database.secrets()
        #expect(try DemoData.load(database.options, secrets, node.configuration))
        #expect(try !DemoData.load(database.options, secrets, node.configuration))
        let client = try node.client()
        for account in DemoAccount.all {
            let answer = try client.send(
                "POST",
                "/token",
                body: "{\"username\":\"\(account.username)\",\"password\":\"\(account.password)\"}"
            )
            #expect(answer.status == 200)
        }
        let connection = try database.connectForReading()
        let tail = try LogReader(connection).tail().position
        let user = try node.user()
        #expect(user.registeredAt > tail.rawValue)
        let shops = try user.get("/shops?min_position=\(user.registeredAt)")
        #expect(shops.body.contains("Corner bakery"))
        #expect(shops.body.contains("Paper and ink"))
    }

    @Test func `a log with other users gets no users whose passwords are known`() throws {
        let node = try RunningNode()
        _ = try node.user()
        let database = try Database(DatabaseOptions(url: node.database.conninfo))
        try DemoData.loadIfEmpty(
            database.options,
            try database.secrets(),
            node.configuration
        )
        let people = try PeopleStore(try node.database.connect(role: LogRole.commands.rawValue))
        #expect(try people.find(username: "alice") == nil)
    }
}
