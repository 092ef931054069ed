import API
import Commands
import Entities
import Events
import HTTP
import Model
import Settings

/// Commands that consist of many.
extension Operation {
    static let transferBulk = bulk(
        "transferBulk",
        "/transfers/bulk",
        "Send money to many users",
        details: """
            The items are decided in order, so that one may spend what an earlier one has brought. \
            \(sharedDetails)
            """,
        reasons: [
            .insufficientFunds, .receiverNotFound, .senderNotFound, .sameAccount, .balanceLimit,
            .accountClosed,
        ],
        principalField: "from",
        principalDetails: "The user who pays, for administrators; else the caller pays."
    ) { item, context in
        let payment = Payment(&item, context)
        return { payer in
            TransferMoney(
                to: payment.receiver,
                amount: payment.amount,
                memo: payment.memo,
                annotation: payment.annotation,
                from: payer
            )
        }
    }

    static let holdBulk = bulk(
        "holdBulk",
        "/holds/bulk",
        "Take many seats for a while",
        details: """
            One item is one seat; a slot may be named in many. They are decided in order. \
            \(sharedDetails) The answer names no hold: give the items a `reference`, and find what to \
            confirm with `GET /holds?reference=`. With mode `all-or-nothing`, a slot or user who does not \
            exist is 404 with `Tally-Index`.
            """,
        reasons: [.slotFull, .userDeleted],
        principalField: "user_id",
        principalDetails: "Whose hold it is, for administrators; else the caller's."
    ) { item, context in
        let slot = SlotID(item.identifier("slot_id"))
        let seconds = context.configuration.holdSeconds
        let annotation = item.annotation(seenBy: "The user of the hold sees")
        return { user in
            PlaceHold(inBulk: slot, lifetimeSeconds: seconds, annotation: annotation, for: user)
        }
    }

    private static let sharedDetails = """
        With mode `all-or-nothing` they are done together or not at all: the answer is `true`, or `false` \
        with the reason and the index of the first item that was refused. With mode `each` every item \
        counts for itself, or together with the next one if it is `linked`; the answer is an array of \
        `true` and `false` in the order of the items, without reasons. A retry under the same key \
        gets the same answer, and goes on with what was not done.
        """

    /// A command of many.
    ///
    /// `read` reads the fields of an item, and returns a function that makes its command from the
    /// user for whom an administrator acts, or nil.
    private static func bulk<Kind: BulkItem>(
        _ name: String,
        _ path: StaticString,
        _ summary: String,
        details: String,
        reasons: [Rejection],
        principalField: String,
        principalDetails: String,
        _ read: @escaping @Sendable (inout BodyFields, CommandContext) -> (UserID?) -> Kind
    ) -> Operation {
        let work = BulkWork(principalField: principalField) { body, context in
            let mode = body.text(
                "mode",
                .word(BulkMode.each.rawValue, BulkMode.allOrNothing.rawValue)
            )
            let items = body.elements(BulkWork.items, count: 1...BulkLimit.items) { item in
                let make = read(&item, context)
                let principal = item.optionalInteger(
                    principalField,
                    1...Int64.max,
                    example: 12,
                    principalDetails
                )
                let isLinked = item.flag(
                    "linked",
                    "Whether it succeeds or fails together with the next item."
                )
                return ItemBulk<Kind>.Item(make(principal.map { UserID($0) }), isLinked: isLinked)
            }
            if body.errors.isEmpty { checkLinks(items.map(\.isLinked), &body) }
            return ItemBulk<Kind>(BulkMode(rawValue: mode) ?? .each, items)
        }
        return Operation(
            name: name,
            method: .post,
            path: path,
            access: .signedIn,
            summary: summary,
            details: details,
            answer: .verdicts(count: 1...BulkLimit.items),
            reasons: reasons,
            mayMiss: true,
            mayBeForeign: true,
            requiresKey: true,
            work: .bulk(work)
        )
    }

    /// Records a link of the last item, which has no next one, and groups that are too long.
    private static func checkLinks(_ links: [Bool], _ body: inout BodyFields) {
        if links.last == true {
            body.wrong("items[\(links.count - 1)].linked", "must not be true for the last item")
        }
        var length = 1
        for (index, isLinked) in links.enumerated() {
            length = isLinked ? length + 1 : 1
            if length == BulkLimit.group + 1 {
                body.wrong(
                    "items[\(index)].linked",
                    "must not link more than \(BulkLimit.group) items"
                )
            }
        }
    }
}
