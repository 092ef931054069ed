/// What the service does by itself.
///
/// Raw values are names in `jobs.jobs` and in paths: never changed.
package enum JobName: String, CaseIterable, Sendable {
    /// Fetches exchange rates.
    case rates
    /// Fetches the catalogue of services.
    case serviceCatalogue = "service_catalogue"
    /// Tells the outside service of orders, and of cancellations.
    case orderRegistration = "order_registration"
    /// Asks the outside service what became of orders.
    case orderPolling = "order_polling"
    /// Writes that holds have run out.
    case holdExpiry = "hold_expiry"
    /// Writes that pending transfers have run out.
    case transferExpiry = "transfer_expiry"
    /// Deletes answers whose Idempotency-Key is no longer kept.
    case receipts
    /// Deletes failed sign-ins that are long past.
    case signInAttempts = "sign_in_attempts"
    /// Deletes commands that are kept for administrators no longer.
    case commands
    /// Rebuilds all read models, when somebody asks for it.
    case replay
    /// Checks the whole log, when somebody asks for it.
    case verify
}
