import Commands
import Events
import Model

extension CommandEndpoints {
    /// services: [uuid], as the catalogue names them.
    static func services(_ body: inout BodyFields) -> [ServiceID] {
        body.uuids("services", count: 1...DraftOrder.maximumServices).map(ServiceID.init)
    }

    /// PATCH /orders/{id}/services: services: [uuid].
    static func changeServices(_ body: inout BodyFields, _ context: CommandContext) -> any Command {
        ChangeServices(OrderID(context.id), to: services(&body))
    }

    /// POST /orders/{id}/start-processing.
    ///
    /// The outside service knows the order by the id of the command that started it.
    static func startProcessing(_ context: CommandContext) -> any Command {
        StartProcessing(OrderID(context.id), registration: context.command)
    }

    /// DELETE /orders/{id}.
    static func discardOrder(_ context: CommandContext) -> any Command {
        DiscardOrder(OrderID(context.id))
    }
}
