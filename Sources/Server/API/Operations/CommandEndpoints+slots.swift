import Commands
import Events
import Model
import Settings

extension CommandEndpoints {
    /// More seats than this are a slip of the keyboard.
    private static let capacities: ClosedRange<Int64> = 0...1_000_000_000

    /// POST /slots: title, capacity, starts_at?.
    static func createSlot(_ body: inout BodyFields) -> any Command {
        CreateSlot(
            SlotDetails(
                title: body.text("title", .title),
                capacity: body.integer("capacity", capacities),
                startsAt: body.optionalTime("starts_at")
            )
        )
    }

    /// PATCH /slots/{id}: any of title, capacity, starts_at; `"starts_at": null` takes the start
    /// away.
    static func changeSlot(_ body: inout BodyFields, _ context: CommandContext) -> any Command {
        let startsAt: Change<Timestamp> =
            body.isNull("starts_at")
            ? .clear : body.optionalTime("starts_at").map { .set($0) } ?? .keep
        let title = body.optionalText("title", .title)
        let capacity = body.optionalInteger("capacity", capacities)
        if title == nil, capacity == nil, startsAt == .keep {
            body.requireSomething(of: ["title", "capacity", "starts_at"])
        }
        return ChangeSlot(
            SlotID(context.id),
            title: title,
            capacity: capacity,
            startsAt: startsAt
        )
    }

    /// POST /slots/{id}/hold.
    static func hold(_ context: CommandContext) -> any Command {
        PlaceHold(SlotID(context.id), lifetimeSeconds: context.configuration.holdSeconds)
    }

    /// POST /holds/{id}/confirm.
    static func confirmHold(_ context: CommandContext) -> any Command {
        ConfirmHold(HoldID(context.id))
    }

    /// DELETE /holds/{id}.
    static func cancelHold(_ context: CommandContext) -> any Command {
        CancelHold(HoldID(context.id))
    }
}
