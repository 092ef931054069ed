import Foundation
import TestSupport
import Testing

/// 34. A test that hangs is reported as failed.
@Suite(.patient) struct SuiteTests {
    @Test func `every suite but those of crashes has the shared time limit`() throws {
        let tests = ArchitectureTests.root.appendingPathComponent("Tests")
        let files = try FileManager.default.subpathsOfDirectory(atPath: tests.path)
            .filter { $0.hasSuffix(".swift") && !$0.hasPrefix("CrashTests/") }
        let attribute = "@" + "Suite"
        for file in files {
            let text = try String(
                contentsOf: tests.appendingPathComponent(file),
                encoding: .utf8
            )
            for line in text.split(separator: "\n") where line.contains(attribute) {
                #expect(line.contains(".patient"), "\(file): \(line)")
            }
        }
    }
}
