import Runtime
import Settings

/// `tally stand-in`: runs a stand-in of the services outside until it is told to stop.
enum RunStandIn {
    static func run(_ place: Listening) throws -> ExitCode {
        let signals = Signals()
        let standIn = try StandIn(place)
        Output.line("The stand-in listens on \(standIn.address)")
        Output.line("TALLY_RATES_URL=\(standIn.ratesURL)")
        Output.line("TALLY_SERVICES_URL=\(standIn.servicesURL)")
        Output.line("TALLY_ORDERS_URL=\(standIn.ordersURL)")
        signals.wait()
        standIn.stop()
        return .success
    }
}

extension Configuration {
    /// Has what is not configured stood in for; nil if all is.
    mutating func useStandIn() throws(Complaint) -> StandIn? {
        guard ratesURL == nil || servicesURL == nil || ordersURL == nil else { return nil }
        let standIn = try StandIn()
        ratesURL = ratesURL ?? standIn.ratesURL
        servicesURL = servicesURL ?? standIn.servicesURL
        ordersURL = ordersURL ?? standIn.ordersURL
        return standIn
    }
}
