/// The service's background jobs.
///
/// Raw values are names in `jobs.jobs` and in paths: never changed.
package enum JobName: String, CaseIterable, Sendable {
    /// Fetches exchange rates.
    case rates
    /// Fetches the catalogue of services.
    case serviceCatalogue = "service_catalogue"
    /// Registers orders and cancellations with the outside service.
    case orderRegistration = "order_registration"
    /// Asks the outside service for the state of orders.
    case orderPolling = "order_polling"
    /// Records expired holds.
    case holdExpiry = "hold_expiry"
    /// Records expired pending transfers.
    case transferExpiry = "transfer_expiry"
    /// Deletes answers whose Idempotency-Key is no longer kept.
    case receipts
    /// Deletes old failed sign-ins.
    case signInAttempts = "sign_in_attempts"
    /// Deletes journaled commands after their time.
    case commands
    /// Rebuilds all read models, on request.
    case replay
    /// Checks the whole log, on request.
    case verify
}
