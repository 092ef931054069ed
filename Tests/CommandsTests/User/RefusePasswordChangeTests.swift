import Events
import Testing

@testable import Commands

@Suite struct RefusePasswordChangeTests {
    @Test func `a wrong old password is refused in every state`() {
        given(registered(alice)).when(RefusePasswordChange(), by: alice).then(.wrongPassword)
        given([]).when(RefusePasswordChange(), by: alice).then(.wrongPassword)
    }
}
