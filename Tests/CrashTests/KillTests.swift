import Foundation
import Postgres
import TestSupport
import Testing

extension CrashTests {
    /// kill -9 under load, at random moments.
    @Suite struct KillTests {
        @Test func `a killed service keeps all answered commands and no others`()
            throws
        {
            try crash { try $0.killService() }
        }

        @Test func `a killed PostgreSQL keeps all answered commands and no others`()
            throws
        {
            try crash { try $0.killPostgres() }
        }

        @Test func `SIGTERM under load answers all accepted commands and ends with 0`() throws {
            let bed = try CrashBed()
            let users = try register(bed, 5)
            let load = Load(port: bed.port, users: users, clients: 4, run: "0")
            try wait(until: "fifty commands are answered") { load.answered > 50 }
            #expect(bed.stopService() == 0)
            try bed.killService()
            let (told, problems) = load.stop()
            #expect(problems.isEmpty)
            try check(told, bed)
        }

        @Test func `a signal that comes twice at once counts once`() throws {
            let bed = try CrashBed()
            #expect(bed.stopService(signals: 50) == 0)
        }

        private func crash(_ kill: (CrashBed) throws -> Void) throws {
            let bed = try CrashBed()
            let users = try register(bed, 20)
            var told: [Load.Told] = []
            for round in 0..<Rounds.count(each: 1) {
                let load = Load(port: bed.port, users: users, clients: 16, run: "\(round)")
                let moment = Int.random(in: 20..<400)
                #expect(wait { load.answered >= moment }, "\(bed.serviceLog)")
                try kill(bed)
                let before = load.answered
                #expect(wait { load.answered > before + 20 }, "\(bed.serviceLog)")
                let (answers, problems) = load.stop()
                #expect(problems.isEmpty, "\(bed.serviceLog)")
                told += answers
            }
            try check(told, bed)
        }

        private func check(_ told: [Load.Told], _ bed: CrashBed) throws {
            try Audit.check(told, bed.connect(), tally: bed.tally)
        }

        private func register(_ bed: CrashBed, _ count: Int) throws -> [Load.User] {
            let place = HTTPClient.Place(port: bed.port)
            try wait(until: "the service listens") { (try? HTTPClient(place)) != nil }
            return try People.register(count, at: place)
        }
    }
}
