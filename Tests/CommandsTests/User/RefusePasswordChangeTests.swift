import Events
import Testing

@testable import Commands

@Suite struct RefusePasswordChangeTests {
    @Test func `a wrong old password is refused, whatever the state`() {
        given(registered(alice)).when(RefusePasswordChange(), by: alice).then(.wrongPassword)
        given([]).when(RefusePasswordChange(), by: alice).then(.wrongPassword)
    }
}
