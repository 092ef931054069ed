extension Setting {
    /// Of the services outside.
    static let outside: [Setting] = [
        Setting(
            name: "TALLY_OUTSIDE_PLAIN",
            meaning: "1 allows outside addresses without TLS on other machines",
            bounds: 0...1,
            field: \.outsidePlain
        ),
        Setting(
            name: "TALLY_OUTSIDE_SILENCE_MS",
            meaning: "milliseconds that an outside service may say nothing",
            bounds: 10...60_000,
            field: \.outsideSilenceMilliseconds
        ),
        Setting(
            name: "TALLY_OUTSIDE_TOTAL_MS",
            meaning: "milliseconds of one call to an outside service",
            bounds: 10...600_000,
            field: \.outsideTotalMilliseconds
        ),
        Setting(
            name: "TALLY_OUTSIDE_ANSWER_BYTES",
            meaning: "bytes taken of an outside service's answer",
            bounds: 1_024...67_108_864,
            field: \.outsideAnswerBytes
        ),
        Setting(
            name: "TALLY_SERVICE_LOOKUP_MS",
            meaning: "milliseconds that an order waits for a service to be looked up",
            bounds: 10...60_000,
            field: \.serviceLookupMilliseconds
        ),
        Setting(
            name: "TALLY_SERVICE_LOOKUP_SECONDS",
            meaning: "seconds that the outcome of such a look-up is remembered",
            bounds: 1...86_400,
            field: \.serviceLookupSeconds
        ),
        Setting(
            name: "TALLY_RATES_SECONDS",
            meaning: "seconds between two fetches of exchange rates",
            bounds: 1...86_400,
            field: \.ratesSeconds
        ),
        Setting(
            name: "TALLY_CATALOGUE_SECONDS",
            meaning: "seconds between two fetches of the catalogue of services",
            bounds: 1...86_400,
            field: \.catalogueSeconds
        ),
        Setting(
            name: "TALLY_REGISTRATION_SECONDS",
            meaning: "seconds between two looks for orders to register outside",
            bounds: 1...3_600,
            field: \.registrationSeconds
        ),
        Setting(
            name: "TALLY_POLLING_SECONDS",
            meaning: "seconds between two questions what became of orders",
            bounds: 1...86_400,
            field: \.pollingSeconds
        ),
        Setting(
            name: "TALLY_ORDER_BACKOFF_SECONDS",
            meaning: "longest wait before a failed order is tried again",
            bounds: 1...86_400,
            field: \.orderBackoffSeconds
        ),
    ]
}
