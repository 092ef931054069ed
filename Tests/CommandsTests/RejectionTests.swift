import Testing

@testable import Commands

@Suite struct RejectionTests {
    @Test(arguments: Rejection.allCases)
    func `a reason consists of lower-case letters and hyphens`(rejection: Rejection) {
        #expect(rejection.rawValue.allSatisfy { $0 == "-" || ("a"..."z").contains($0) })
    }
}
