import Foundation
import TestSupport
import Testing

@testable import Crypto

/// Issue number 4: what a password must be.
@Suite(.patient)
struct PasswordRuleTests {
    @Test(
        arguments: [
            "correct horse 7", "password-1", "demo-alice-password", "benchmark", "Tr0ub4dor&3",
            "собака лает тихо", "käse und brot", "q8-Zr.w2kd", "benchmark-admin",
        ])
    func `a password that nobody else has is taken`(text: String) {
        #expect(PasswordRule.complaint(text, of: ["alice", "alice@example.org"]) == nil)
    }

    @Test(arguments: [
        ("seven-7", "must be 8 to 72 bytes"),
        (String(repeating: "long ", count: 15), "must be 8 to 72 bytes"),
        ("abc\u{1}defgh", "must not hold control characters"),
        ("tab\tbed stone", "must not hold control characters"),
        ("del\u{7F}bed stone", "must not hold control characters"),
        ("        ", "must not be blank"),
        ("\u{A0}\u{2003}\u{A0}\u{2003}\u{A0}", "must not be blank"),
    ])
    func `length, control characters and blanks are refused with the reason`(
        text: String,
        reason: String
    ) {
        #expect(PasswordRule.complaint(text) == reason)
    }

    @Test(arguments: ["aaaaaaaa", "ЯЯЯЯЯЯЯЯ", "12121212", "abcabcabc", "testtest", "xoxoxoxoxo"])
    func `a few characters again and again are refused`(text: String) {
        #expect(PasswordRule.complaint(text)?.contains("same few characters") == true)
    }

    @Test(
        arguments: [
            "12345678", "87654321", "123456789", "1234567890", "qwertyui", "qwertyuiop", "asdfghjk",
            "zxcvbnm123", "1qaz2wsx", "zaq12wsx", "1q2w3e4r", "q1w2e3r4", "qweasdzxc", "abcd1234",
            "abcdefgh", "asdf1234", "QWERTY123", "йцукенгш", "ЙЦУКЕН123", "фывапролдж", "qazwsxedc",
            "147258369", "!@#$%^&*", "poiuytrewq", "1234qwer", "a1b2c3d4",
        ])
    func `rows of the keyboard and of the alphabet are refused`(text: String) {
        #expect(PasswordRule.complaint(text)?.contains("keyboard") == true)
    }

    @Test(
        arguments: [
            "password", "Password1", "PASSWORD123", "p@ssw0rd", "P@$$w0rd!", "passw0rd", "pa55word",
            "iloveyou", "iloveyou2", "sunshine", "princess", "football1", "baseball", "trustno1",
            "superman", "letmein1", "letmein!", "welcome1", "welcome123", "qwerty12", "starwars",
            "whatever", "jennifer", "michelle", "michael1", "computer", "internet", "corvette",
            "mercedes", "liverpool", "chelsea1", "arsenal1", "blink182", "pokemon1", "charlie1",
            "samantha", "monkey123", "dragon123", "shadow12", "master123", "123password",
            "drowssap",
            "monkeymonkey", "changeme", "admin123", "administrator", "пароль123", "privet123",
            "любовь123", "наташа123", "gfhjkm123", "mypassword", "thedragon", "basketball",
            "chocolate",
            "butterfly", "elizabeth", "estrella", "teamo123", "jordan23", "hello123", "secret123",
            "naruto123", "minecraft", "bismillah", "sayang123", "azerty123", "qwertz123",
            "motdepasse",
            "passwort", "Summer2024!", " password", "password  ",
            "\u{FF50}\u{FF41}\u{FF53}\u{FF53}\u{FF57}\u{FF4F}\u{FF52}\u{FF44}",
        ])
    func `the most common passwords are refused, and the same with figures and signs`(text: String)
    {
        #expect(PasswordRule.complaint(text) != nil)
    }

    @Test(
        arguments: [
            "margareta", "MARGARETA", "margareta1990", "margaretamargareta", "ateragram",
            "m.smith-jones@example.org", "m.smith-jones", "Margareta Smith", "m.smith-jones!1",
            "margareta-margareta", "margareta margareta margareta", "  margareta ",
            "\u{FF4D}\u{FF41}\u{FF52}\u{FF47}\u{FF41}\u{FF52}\u{FF45}\u{FF54}\u{FF41}",
        ])
    func `the person's own names are refused`(text: String) {
        let names = ["margareta", "m.smith-jones@example.org", "Margareta Smith"]
        #expect(PasswordRule.complaint(text, of: names)?.contains("own name") == true)
        #expect(PasswordRule.complaint("margareta and her cat", of: names) == nil)
    }

    @Test(
        arguments: [
            "19851205", "05121985", "12051985", "31.12.1999", "1985-12-05", "5/12/1985",
            "05.12.85", "05 12 1985",
        ])
    func `dates are refused`(text: String) {
        #expect(PasswordRule.complaint(text)?.contains("date") == true)
    }

    @Test(
        arguments: [
            "anna05121985", "sunsets1", "good-luck", "let me in", "i love you", "don'tknow",
            "12345678910", "starwars77!", "1Princess", "superman!!!",
        ])
    func `common words in parts, as several, and with dates after them are refused`(text: String) {
        #expect(PasswordRule.complaint(text) != nil)
    }

    /// Common words are in all of them: what makes a phrase good is that there are several.
    @Test(
        arguments: [
            "correct horse battery staple", "my dog likes old bread", "purple monkey dishwasher",
            "seven green apples fall", "the quick brown fox jumps", "river-stone-lamp-42",
            "Wander9-quietly-North", "tea before the long walk", "nine cats on a wet roof",
            "sunshine over the mountain", "love is a long road", "summer rain in november",
            "coffee and orange juice", "football at the old school", "we met in paris in june",
            "blue sky green grass", "princess eats cold pizza", "dragon under my kitchen",
            "winter is for reading", "four candles and a book", "angry birds fly south",
            "michael rows the boat ashore", "star over the harbour", "vK7mWq2zLx", "gH4!tuvo9Q",
            "anna kauft drei brote", "le chat dort sur le toit", "зимой у реки холодно",
            "12 monkeys 4 bananas", "0.7071 is half a root", "44556677 is my queue",
            "secret garden of ours", "hunter and fisher 12",
        ])
    func `a phrase of several words is taken, whatever the words`(text: String) {
        #expect(PasswordRule.complaint(text, of: ["alice", "alice@example.org"]) == nil)
    }

    /// A list of common passwords, one a line, that somebody else has collected; see
    /// `docs/decisions.md` for one.
    private static let list = ProcessInfo.processInfo.environment["TALLY_PASSWORD_LIST"]

    @Test(.enabled(if: list != nil))
    func `every password of a list is refused`() throws {
        let path = try #require(Self.list)
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        let entries = lines.filter {
            !$0.hasPrefix("#!comment") && PasswordRule.chosenBytes.contains($0.utf8.count)
        }
        let taken = entries.filter { PasswordRule.complaint(String($0)) == nil }
        #expect(!entries.isEmpty)
        #expect(taken == [], "\(taken.count) of \(entries.count) are taken")
    }

    @Test func `more than three thousand common passwords are covered`() {
        #expect(CommonPasswords.words.count > 2_500)
        let suffixes = ["", "1", "12", "123", "1234", "!"]
        let covered = CommonPasswords.words.reduce(0) { count, word in
            count + suffixes.count { (word + $0).utf8.count >= 8 }
        }
        #expect(covered > 3_000)
    }

    @Test(arguments: ["x", "abc\u{1}defgh", String(repeating: "é", count: 1_024)])
    func `whatever was ever accepted may be compared`(text: String) {
        #expect(PasswordRule.comparedComplaint(text) == nil)
    }

    @Test(arguments: ["", String(repeating: "é", count: 1_025)])
    func `a text that was never accepted is not compared`(text: String) {
        #expect(PasswordRule.comparedComplaint(text) == "must be 1 to 1024 characters")
    }

    // MARK: Forms

    private let cost = PasswordHash.Cost(logN: 4, r: 8, p: 1)

    @Test func `composed and decomposed letters are the same password`() {
        let composed = Password("caf\u{E9} au lait")
        let decomposed = Password("cafe\u{301} au lait")
        #expect(PasswordHash(of: composed, cost: cost).match(decomposed, at: cost) == .current)
        #expect(PasswordHash(of: decomposed, cost: cost).match(composed, at: cost) == .current)
    }

    @Test func `a hash of bytes that are not NFC fits, and is to be made again`() {
        let text = "cafe\u{301} au lait"
        let old = PasswordHash(of: Array(text.utf8), cost: cost)
        #expect(old.match(Password(text), at: cost) == .outdated)
        #expect(old.match(Password("caf\u{E9} au lait"), at: cost) == .outdated)
        #expect(old.match(Password("cafe au lait"), at: cost) == .wrong)
    }

    @Test func `a hash of another cost fits, and is to be made again`() {
        let hash = PasswordHash(of: Password("correct horse 7"), cost: cost)
        let other = PasswordHash.Cost(logN: 5, r: 8, p: 3)
        #expect(hash.match(Password("correct horse 7"), at: cost) == .current)
        #expect(hash.match(Password("correct horse 7"), at: other) == .outdated)
        #expect(hash.match(Password("correct horse 8"), at: other) == .wrong)
    }

    @Test func `no password fits a decoy`() {
        for text in ["", "x", "correct horse 7", "cafe\u{301}"] {
            #expect(PasswordHash.decoy(cost: cost).match(Password(text), at: cost) == .wrong)
        }
    }
}
