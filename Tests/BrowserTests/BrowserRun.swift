import Foundation
import TestSupport
import Testing

/// All tests of the pages; they run one at a time, because each starts its own browser.
@Suite(.serialized, .patient) enum Pages {}

/// The settings of the environment: which tests run, and where pictures are stored.
///
/// `TALLY_BROWSER` is `core` or `all`. Without it none of them runs, so that `make test` needs no
/// browser.
enum BrowserRun {
    private static let wanted = ProcessInfo.processInfo.environment["TALLY_BROWSER"]

    /// The core path, which every change has to pass.
    static var core: ConditionTrait {
        .enabled(if: wanted == "core" || wanted == "all", "make test-browser runs it")
    }

    /// All other tests, which take longer.
    static var all: ConditionTrait {
        .enabled(if: wanted == "all", "make test-browser runs it")
    }

    static var isAll: Bool { wanted == "all" }

    /// Tests that only store pictures.
    static var pictures: ConditionTrait {
        .enabled(if: screenshots != nil, "TALLY_SCREENSHOTS names no folder")
    }

    /// The folder that `TALLY_SCREENSHOTS` names, or nil if no pictures are wanted.
    static var screenshots: String? {
        ProcessInfo.processInfo.environment["TALLY_SCREENSHOTS"]
    }
}
