import Events
import TestSupport
import Testing

@testable import Model
@testable import Runtime
@testable import Settings

@Suite(.patient)
struct ConfigurationTests {
    @Test func `nothing set gives the defaults`() throws {
        #expect(try Configuration(environment: ["HOME": "/root"]) == Configuration())
    }

    @Test func `a variable sets its field`() throws {
        let configuration = try Configuration(
            environment: ["TALLY_HOLD_SECONDS": "5", "TALLY_CURRENCY": "EUR"])
        #expect(configuration.holdSeconds == 5)
        #expect(configuration.currency == Currency("EUR"))
    }

    @Test(arguments: ["", "x", "1.5", "0", "-1", "99999999999999999999", " 7", "604801"])
    func `a value that is not a number within the bounds is refused`(value: String) {
        let complaint = #expect(throws: Complaint.self) {
            try Configuration(environment: ["TALLY_HOLD_SECONDS": value])
        }
        #expect(complaint?.message.contains("TALLY_HOLD_SECONDS") == true)
        #expect(complaint?.exitCode == .usage)
    }

    @Test func `number 13: one address has 256 connections by default`() {
        #expect(Configuration().connectionsPerAddress == 256)
    }

    @Test(arguments: ["rub", "RU", "ABC", ""])
    func `an unknown currency is refused`(code: String) {
        #expect(throws: Complaint.self) { try Configuration(environment: ["TALLY_CURRENCY": code]) }
    }

    @Test(arguments: Configuration.rows)
    func `defaults lie within their bounds`(row: SettingRow) {
        guard case .number(let standard, let bounds) = row.kind else { return }
        #expect(bounds.contains(standard))
    }

    @Test func `no two settings have the same variable`() {
        let names = Configuration.rows.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test func `a variable that sets nothing is named with the nearest`() {
        let found = Configuration.unknownVariables(["TALLY_HOLD_SECOND": "1", "TALLY_LOOPS": "1"])
        #expect(
            found == ["TALLY_HOLD_SECOND is not a setting. Did you mean \"TALLY_HOLD_SECONDS\"?"]
        )
    }
}
