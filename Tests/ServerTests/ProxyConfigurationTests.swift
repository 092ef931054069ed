import Foundation
import HTTP
import TestSupport
import Testing

@testable import API
@testable import Operations

/// Number 16: the shipped nginx limits sign-ins, and all else that costs as much.
@Suite(.patient) struct ProxyConfigurationTests {
    /// The keys of the map that says which requests count in the zone, without their quotes.
    private static let keys = Result {
        let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appendingPathComponent("deploy/nginx/tally.conf")
        let text = try String(contentsOf: file, encoding: .utf8)
        let begin = #"map "$request_method $tally_path" $tally_signing_in {"#
        let map = try #require(text.components(separatedBy: begin).dropFirst().first)
        let entries = map.prefix { $0 != "}" }
        return entries.matches(of: /"([^"]+)" \$binary_remote_addr;/).map { String($0.output.1) }
    }

    private func isLimited(_ request: String) throws -> Bool {
        try Self.keys.get().contains { key in
            guard key.hasPrefix("~") else { return key == request }
            let pattern = try Regex(String(key.dropFirst()))
            return request.firstMatch(of: pattern) != nil
        }
    }

    @Test(arguments: Route.all)
    func `the sign-in zone has the operations that hash a password or make tokens, and no others`(
        route: Route
    ) throws {
        let isExpensive =
            switch route.work {
            case .registration, .signIn, .refresh, .passwordChange, .detailsChange, .passwordReset:
                true
            case .command, .bulk, .question, .publicQuestion, .code, .unlock, .userCheck, .feed,
                .retry,
                .jobRun, .logSearch, .operations, .document, .page, .asset:
                false
            }
        #expect(try isLimited("\(route.method.name) \(route.path)") == isExpensive)
    }
}
