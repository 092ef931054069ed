/// Files of transfers with what is read from them, for both readers: that of `tally transfers` and
/// that of the page.
package struct TransferFileCase: Sendable, CustomStringConvertible {
    package let description: String
    package let text: String
    /// What is read.
    ///
    /// For each line `2: payer > receiver units currency memo =reference`, or `2! words of problems`;
    /// for a file that is wrong as a whole `file! word line name`. Lines without a currency are in
    /// RUB.
    package let expected: [String]

    private init(_ description: String, _ text: String, _ expected: String...) {
        (self.description, self.text, self.expected) = (description, text, expected)
    }

    package static let all = shapes + fields + amounts + wrongFiles

    private static let shapes = [
        TransferFileCase(
            "commas",
            "receiver,amount\nbob,12.50\ncarol,1\n",
            "2: - > bob 1250 RUB",
            "3: - > carol 100 RUB"
        ),
        TransferFileCase(
            "semicolons and decimal commas",
            "receiver;amount;memo\nbob;12,50;Lunch, with tea\n",
            "2: - > bob 1250 RUB Lunch, with tea"
        ),
        TransferFileCase(
            "a mark of bytes, CRLF, and no end of the last line",
            "\u{FEFF}receiver;amount\r\nbob;3\r\ncarol;4",
            "2: - > bob 300 RUB",
            "3: - > carol 400 RUB"
        ),
        TransferFileCase(
            "carriage returns alone",
            "receiver,amount\rbob,3\rcarol,4\r",
            "2: - > bob 300 RUB",
            "3: - > carol 400 RUB"
        ),
        TransferFileCase(
            "columns in any order and letter case",
            "Memo , AMOUNT,Receiver, From, Currency\nTea,2,Bob,Alice,usd\n",
            "2: alice > bob 200 USD Tea"
        ),
        TransferFileCase(
            "quotes, doubled ones, and separators in them",
            "receiver,amount,memo\n\"bob\",\"1,250.50\",\"say \"\"hi\"\", twice\"\n",
            "2: - > bob 125050 RUB say \"hi\", twice"
        ),
        TransferFileCase(
            "a line end in quotes counts as a line of the file",
            "receiver,memo,amount\r\nbob,\"one\r\ntwo\",3\r\ncarol,,4\r\n",
            "2: - > bob 300 RUB one⏎two",
            "4: - > carol 400 RUB"
        ),
        TransferFileCase(
            "blanks around cells and quotes",
            "receiver , amount\n  bob ,\t\"3\" \n",
            "2: - > bob 300 RUB"
        ),
        TransferFileCase(
            "empty lines, and lines of separators, are left out but counted",
            "\n\nreceiver;amount;\n;;\nbob;3\n\n   \ncarol;4;\n",
            "5: - > bob 300 RUB",
            "8: - > carol 400 RUB"
        ),
        TransferFileCase(
            "a short line lacks what it does not have",
            "receiver,amount,memo\nbob,3\ncarol\n",
            "2: - > bob 300 RUB",
            "3! no-amount"
        ),
        TransferFileCase(
            "a quote within a cell is a letter",
            "receiver,amount,memo\nbob,3,5\" pipe\n",
            "2: - > bob 300 RUB 5\" pipe"
        ),
        TransferFileCase(
            "a first line that names the separator",
            "\u{FEFF}sep=;\r\nreceiver;amount\r\nbob;3\r\n",
            "3: - > bob 300 RUB"
        ),
        TransferFileCase(
            "a first line that names the comma, which no semicolon overrules",
            "sep=,\nreceiver,amount,;\nbob,3,\n",
            "file! unknown-column 2 ;"
        ),
        TransferFileCase(
            "a header in quotes",
            "\"receiver\";\"amount\"\n\"bob\";\"3\"\n",
            "2: - > bob 300 RUB"
        ),
    ]

    private static let fields = [
        TransferFileCase(
            "numbers of users",
            "from,receiver,amount\n#12,#17,3\n",
            "2: #12 > #17 300 RUB"
        ),
        TransferFileCase(
            "names and numbers of a wrong form",
            "from,receiver,amount\nal,bo b,3\n#0,#x,3\n#012,,3\nalice,#1234567890123456,3\n",
            "2! payer-form receiver-form",
            "3! payer-form receiver-form",
            "4! payer-form no-receiver",
            "5! receiver-form"
        ),
        TransferFileCase(
            "payer and receiver are the same",
            "from,receiver,amount\nAlice,alice,3\n",
            "2! same-user"
        ),
        TransferFileCase(
            "currencies",
            """
            receiver,amount,currency
            bob,3,USD
            bob,1.5,JPY
            bob,1.234,KWD
            bob,3,QQQ
            bob,3,rubles

            """,
            "2: - > bob 300 USD",
            "3! amount-digits",
            "4: - > bob 1234 KWD",
            "5! currency",
            "6! currency"
        ),
        TransferFileCase(
            "memos of 200 and 201 characters",
            "receiver,amount,memo\nbob,3,\(String(repeating: "é", count: 200))\nbob,3,"
                + "\(String(repeating: "é", count: 201))\n",
            "2: - > bob 300 RUB \(String(repeating: "é", count: 200))",
            "3! memo"
        ),
        TransferFileCase(
            "memos that turn the direction of a text, or ring a bell",
            "receiver,amount,memo\nbob,3,a\u{202E}b\nbob,3,a\u{7}b\n",
            "2! memo",
            "3! memo"
        ),
        TransferFileCase(
            "memos with invisible characters among others",
            "receiver,amount,memo\n"
                + [
                    "\u{3164}", "\u{34F}", "\u{FE0F}", "\u{2800}", "\u{E0067}", "\u{FFFF}",
                    "1\u{FE0F}",
                ]
                .map { "bob,3,a\($0)b\n" }.joined(),
            "2! memo",
            "3! memo",
            "4! memo",
            "5! memo",
            "6! memo",
            "7! memo",
            "8! memo"
        ),
        TransferFileCase(
            "memos with flags, keys, new emoji and marks of the direction",
            "receiver,amount,memo,reference\n"
                + ["🏴\u{E0067}\u{E0062}\u{E007F}", "1\u{FE0F}\u{20E3}", "❤\u{FE0F}", "\u{1FAFF}"]
                .map { "bob,3,\($0),\n" }.joined()
                + "bob,3,אב\u{200F} (1),\nbob,3,\u{200F},\nbob,3,,א\u{200F}\n",
            "2: - > bob 300 RUB 🏴\u{E0067}\u{E0062}\u{E007F}",
            "3: - > bob 300 RUB 1\u{FE0F}\u{20E3}",
            "4: - > bob 300 RUB ❤\u{FE0F}",
            "5: - > bob 300 RUB \u{1FAFF}",
            "6: - > bob 300 RUB אב\u{200F} (1)",
            "7! memo",
            "8! reference"
        ),
        TransferFileCase(
            "memos with and without a character that is seen",
            "receiver,amount,memo\nbob,3,👩‍👧 نامه‌ای\nbob,3,a\u{200B}b\nbob,3,\u{2800}\n",
            "2: - > bob 300 RUB 👩‍👧 نامه‌ای",
            "3! memo",
            "4! memo"
        ),
        TransferFileCase(
            "references of 64 characters, of 65, and of two lines",
            "receiver,amount,reference\nbob,3,\(String(repeating: "7", count: 64))\nbob,3,"
                + "\(String(repeating: "7", count: 65))\nbob,3,\"a\nb\"\n",
            "2: - > bob 300 RUB =\(String(repeating: "7", count: 64))",
            "3! reference",
            "4! reference"
        ),
        TransferFileCase(
            "an amount with a decimal comma that is not in quotes",
            "receiver,amount\nbob,12,50\n",
            "2! extra-cells"
        ),
        TransferFileCase(
            "everything wrong at once",
            "from,receiver,amount,currency,memo\n?,!,0,QQQ,\u{1},x\n",
            "2! extra-cells payer-form receiver-form currency memo"
        ),
    ]

    private static let amounts = [
        TransferFileCase(
            "amounts as people type them",
            """
            receiver;amount
            bob;12.50
            bob;12,50
            bob;.5
            bob;5.
            bob;1 250,5
            bob;1'250.50
            bob;1,250.50
            bob;1.250,50
            bob;1,250,000
            bob;007
            bob;999999999999999.99

            """,
            "2: - > bob 1250 RUB",
            "3: - > bob 1250 RUB",
            "4: - > bob 50 RUB",
            "5: - > bob 500 RUB",
            "6: - > bob 125050 RUB",
            "7: - > bob 125050 RUB",
            "8: - > bob 125050 RUB",
            "9: - > bob 125050 RUB",
            "10: - > bob 125000000 RUB",
            "11: - > bob 700 RUB",
            "12: - > bob 99999999999999999 RUB"
        ),
        TransferFileCase(
            "texts that are no amounts",
            """
            receiver;amount
            bob;x
            bob;-5
            bob;1e3
            bob;.
            bob;1,2,3
            bob;1.250.50
            bob;٣
            bob;12 RUB
            bob;0
            bob;0,00
            bob;1,250
            bob;12.345
            bob;1000000000000000
            bob;0,250
            bob;1 250,000

            """,
            "2! amount-form",
            "3! amount-form",
            "4! amount-form",
            "5! amount-form",
            "6! amount-form",
            "7! amount-form",
            "8! amount-form",
            "9! amount-form",
            "10! amount-zero",
            "11! amount-zero",
            "12! amount-ambiguous",
            "13! amount-digits",
            "14! amount-large",
            "15! amount-digits",
            "16! amount-digits"
        ),
        TransferFileCase(
            "a comma before three digits",
            """
            receiver;amount;currency
            bob;1,250;JPY
            bob;1,250;KWD
            bob;1,250.5;USD
            bob;0001,250;USD

            """,
            "2! amount-ambiguous",
            "3: - > bob 1250 KWD",
            "4: - > bob 125050 USD",
            "5! amount-digits"
        ),
        TransferFileCase(
            "blanks and apostrophes that make groups of three",
            """
            receiver;amount
            bob;1 250
            bob;12 250 000,5
            bob;1\u{A0}250.
            bob;1\u{202F}250
            bob;1’250’000.50

            """,
            "2: - > bob 125000 RUB",
            "3: - > bob 1225000050 RUB",
            "4: - > bob 125000 RUB",
            "5: - > bob 125000 RUB",
            "6: - > bob 125000050 RUB"
        ),
        TransferFileCase(
            "blanks and apostrophes that do not",
            """
            receiver;amount
            bob;12 50
            bob;1 2,5
            bob;1 25 0.5
            bob;1’2
            bob;1250 000
            bob;1  250
            bob;1 250,000.50
            bob;1.250 5
            bob;12 .5
            bob;12. 5
            bob;'12
            bob;1,250 000

            """,
            "2! amount-form",
            "3! amount-form",
            "4! amount-form",
            "5! amount-form",
            "6! amount-form",
            "7! amount-form",
            "8! amount-form",
            "9! amount-form",
            "10! amount-form",
            "11! amount-form",
            "12! amount-form",
            "13! amount-form"
        ),
    ]

    private static let wrongFiles = [
        TransferFileCase("nothing", "", "file! no-lines"),
        TransferFileCase("only blanks", " \n;;\n", "file! no-lines"),
        TransferFileCase("only a header", "receiver,amount\n", "file! no-lines"),
        TransferFileCase(
            "no header",
            "bob,12.50\n",
            "file! unknown-column 1 bob"
        ),
        TransferFileCase(
            "a misspelt column",
            "\nrecever,amount\nbob,3\n",
            "file! unknown-column 2 recever"
        ),
        TransferFileCase(
            "a column without a name",
            "receiver,,amount\nbob,,3\n",
            "file! unknown-column 1"
        ),
        TransferFileCase(
            "a column twice",
            "receiver,amount,Amount\nbob,3,3\n",
            "file! repeated-column 1 amount"
        ),
        TransferFileCase(
            "no column of amounts",
            "receiver,memo\nbob,3\n",
            "file! missing-column 1 amount"
        ),
        TransferFileCase(
            "a quote that is never closed",
            "receiver,amount\nbob,3\ncarol,\"4\ndave,5\n",
            "file! open-quote 3"
        ),
        TransferFileCase(
            "a text after a closing quote",
            "receiver,amount\n\"bob\"by,3\n",
            "file! after-quote 2"
        ),
        TransferFileCase(
            "10,001 transfers",
            "receiver,amount\n" + String(repeating: "bob,3\n", count: 10_001),
            "file! too-many-lines"
        ),
    ]
}
