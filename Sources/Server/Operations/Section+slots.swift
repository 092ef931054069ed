import API
import Commands
import Entities
import Events
import HTTP
import Model
import Queries
import Settings

extension Section {
    /// More seats than this are a typing error.
    private static let capacities: ClosedRange<Int64> = 0...1_000_000_000

    /// Slots with seats, and holds of seats.
    static let slots = Section("Slots") { section in
        section.command(
            "createSlot",
            .post,
            "/slots",
            "Create a slot",
            access: .administrator,
            creates: "/slots/42"
        ) { body, _ in
            CreateSlot(
                SlotDetails(
                    title: body.text("title", .title, example: "Morning yoga"),
                    capacity: body.integer("capacity", capacities, example: 10),
                    startsAt: body.optionalTime("starts_at")
                )
            )
        }
        section.command(
            "changeSlot",
            .patch,
            "/slots/{id}",
            "Change a slot",
            details: "At least one field. `\"starts_at\": null` removes the start.",
            access: .administrator,
            refuses: [.capacityBelowTaken]
        ) { body, context in
            let title = body.optionalText("title", .title, example: "Morning yoga")
            let capacity = body.optionalInteger("capacity", capacities, example: 10)
            let startsAt = body.changedTime("starts_at")
            body.requireChange(
                title != nil || capacity != nil || startsAt != .keep,
                of: ["title", "capacity", "starts_at"]
            )
            return ChangeSlot(
                SlotID(context.id),
                title: title,
                capacity: capacity,
                startsAt: startsAt
            )
        }
        section.question(
            "slot",
            .get,
            "/slots/{id}",
            "A slot",
            details: "A held seat is free again from its hold's deadline on.",
            answer: .view(.named(.slot))
        ) { _, context in .slot(SlotID(context.id)) }
        section.question(
            "slotAvailability",
            .get,
            "/slots/availability",
            "Free seats of slots",
            details: """
                In order of the slots' ids. A held seat is free again from its hold's deadline on. Without \
                parameters, all slots up to \(SlotFilter.defaultLimit).
                """,
            answer: .view(.page(of: Schema(Listing.availability)))
        ) { parameters, _ in
            .slotAvailability(
                parameters.slotFilter(),
                parameters.page(limit: SlotFilter.defaultLimit)
            )
        }
        section.command(
            "hold",
            .post,
            "/slots/{id}/hold",
            "Take a seat for a while",
            creates: "/holds/42",
            refuses: [.slotFull],
            requiresKey: true
        ) { body, context in
            PlaceHold(
                SlotID(context.id),
                lifetimeSeconds: context.configuration.holdSeconds,
                annotation: body.annotation(seenBy: "Its user sees")
            )
        }
        section.add(.holdBulk)
        section.command(
            "confirmHold",
            .post,
            "/holds/{id}/confirm",
            "Confirm your hold before its deadline",
            refuses: [.holdExpired, .holdCancelled, .holdAlreadyConfirmed],
            mayBeForeign: true
        ) { _, context in ConfirmHold(HoldID(context.id)) }
        section.command(
            "cancelHold",
            .delete,
            "/holds/{id}",
            "Give one of your seats back",
            refuses: [.holdExpired, .holdCancelled],
            mayBeForeign: true
        ) { _, context in CancelHold(HoldID(context.id)) }
        section.thing(
            "holdByID",
            "/holds/{id}",
            "A hold",
            details: "Of its own user, or of anybody for an administrator.",
            .hold
        ) { .hold(HoldID($0)) }
        section.question(
            "holds",
            .get,
            "/holds",
            "Own holds, newest first",
            details: "A hold that is still `held` at `expires_at` is `expired` from then on.",
            answer: .view(.page(of: .named(.hold)))
        ) { parameters, context in
            .holds(context.user, reference: parameters.reference(), parameters.page())
        }
    }
}
