import API
import Commands
import HTTP
import Model

extension Operation {
    /// Commands that consist of many.
    static let transferBulk = Operation(
        name: "transferBulk",
        method: .post,
        path: "/transfers/bulk",
        access: .signedIn,
        summary: "Send money to many users",
        details: """
            The items are decided in order, so that one may spend what an earlier one has brought. With \
            mode `all-or-nothing` they are done together or not at all: the answer is `true`, or `false` \
            with the reason and the index of the first item that was refused. With mode `each` every item \
            counts for itself, or together with the next one if it is `linked`; the answer is an array of \
            `true` and `false` in the order of the items, without reasons. A retry under the same key \
            gets the same answer, and goes on with what was not done.
            """,
        answer: .verdicts(count: 1...TransferBulk.maximumCount),
        reasons: [
            .insufficientFunds, .receiverNotFound, .senderNotFound, .sameAccount, .balanceLimit,
            .accountClosed,
        ],
        mayMiss: true,
        mayBeForeign: true,
        requiresKey: true,
        work: .bulk { body, context in
            let mode = body.text(
                "mode",
                .word(BulkMode.each.rawValue, BulkMode.allOrNothing.rawValue)
            )
            let items = body.elements(Work.bulkItems, count: 1...TransferBulk.maximumCount) {
                item in
                let payment = Payment(&item, context)
                let payer = item.optionalInteger(
                    "from",
                    1...Int64.max,
                    example: 12,
                    "The user who pays, for administrators; else the caller pays."
                )
                let isLinked = item.flag(
                    "linked",
                    "Whether it succeeds or fails together with the next item."
                )
                return TransferBulk.Item(
                    TransferMoney(
                        to: payment.receiver,
                        amount: payment.amount,
                        memo: payment.memo,
                        annotation: payment.annotation,
                        from: payer.map { UserID($0) }
                    ),
                    isLinked: isLinked
                )
            }
            if body.errors.isEmpty { checkLinks(of: items, &body) }
            return TransferBulk(BulkMode(rawValue: mode) ?? .each, items)
        }
    )

    /// Records a link of the last item, which has no next one, and groups that are too long.
    private static func checkLinks(of items: [TransferBulk.Item], _ body: inout BodyFields) {
        if items.last?.isLinked == true {
            body.wrong("items[\(items.count - 1)].linked", "must not be true for the last item")
        }
        var length = 1
        for (index, item) in items.enumerated() {
            length = item.isLinked ? length + 1 : 1
            if length == TransferBulk.maximumGroup + 1 {
                body.wrong(
                    "items[\(index)].linked",
                    "must not link more than \(TransferBulk.maximumGroup) items"
                )
            }
        }
    }
}
