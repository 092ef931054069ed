import Settings

/// The clients of a node for the services outside; nil for one that has no address.
package final class OutsideClients: Sendable {
    let rates: OutsideClient?
    let services: OutsideClient?
    /// For orders that wait for the answer, beside the refresh of the whole catalogue.
    package let serviceByID: OutsideClient?
    package let registration: OutsideClient?
    /// Beside registration, so that neither waits for the other.
    let polling: OutsideClient?

    package init(_ configuration: Configuration) {
        let allowsPlain = configuration.outsidePlain != 0
        var limits = OutsideLimits()
        limits.silenceMilliseconds = configuration.outsideSilenceMilliseconds
        limits.totalMilliseconds = configuration.outsideTotalMilliseconds
        limits.answerBytes = configuration.outsideAnswerBytes
        func client(_ url: String?, _ token: String?, _ limits: OutsideLimits) -> OutsideClient? {
            url.flatMap { OutsideAddress($0, allowsPlain: allowsPlain) }
                .map { OutsideClient($0, token: token, limits: limits) }
        }
        var impatient = limits
        impatient.totalMilliseconds = configuration.serviceLookupMilliseconds
        impatient.silenceMilliseconds = min(
            limits.silenceMilliseconds,
            impatient.totalMilliseconds
        )
        let (services, orders) = (configuration.servicesURL, configuration.ordersURL)
        rates = client(configuration.ratesURL, configuration.ratesToken, limits)
        self.services = client(services, configuration.servicesToken, limits)
        serviceByID = client(services, configuration.servicesToken, impatient)
        registration = client(orders, configuration.ordersToken, limits)
        polling = client(orders, configuration.ordersToken, limits)
    }

    /// Ends the calls in hand, and refuses others.
    package func close() {
        for client in [rates, services, serviceByID, registration, polling] { client?.close() }
    }
}
