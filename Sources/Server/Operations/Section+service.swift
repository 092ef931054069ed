import API

extension Section {
    /// For those who run the service.
    static let health = Section("Operations") { section in
        section.open(
            "health",
            "/health",
            "Whether the process is alive",
            answer: .json(.health),
            .operations(.health)
        )
        section.open(
            "ready",
            "/ready",
            "Whether it should get traffic",
            answer: .json(.readiness),
            .operations(.ready)
        )
        section.open(
            "metrics",
            "/metrics",
            "Metrics for Prometheus",
            answer: .text(mediaType: "text/plain; version=0.0.4; charset=utf-8"),
            .operations(.metrics)
        )
    }

    /// The API about itself.
    static let documents = Section("Documents") { section in
        section.open(
            "openAPI",
            "/openapi.json",
            "This document",
            answer: .text(mediaType: "application/json"),
            .document(.openAPI)
        )
        section.open(
            "postman",
            "/postman.json",
            "The same as a Postman collection",
            answer: .text(mediaType: "application/json"),
            .document(.postman)
        )
        section.open(
            "docs",
            "/docs",
            "A page to read and try this API",
            answer: .text(mediaType: "text/html; charset=utf-8"),
            .page(.docs)
        )
    }

    /// Web pages and their files, which the documents leave out.
    static let pages = Section("Pages") { section in
        section.open("home", "/", "The live feed", answer: nil, .page(.home))
        section.open("app", "/app", "The pages of a user", answer: nil, .page(.app))
        section.open("admin", "/admin", "The pages of administrators", answer: nil, .page(.admin))
        section.open("icon", "/favicon.ico", "The icon", answer: nil, .page(.icon))
        section.open("robots", "/robots.txt", "What robots may read", answer: nil, .page(.robots))
        section.open("asset", "/assets/{hash}/{file}", "A file of a page", answer: nil, .asset)
    }
}
