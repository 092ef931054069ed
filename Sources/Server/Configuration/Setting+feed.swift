extension Setting {
    /// Bounds of the live feed.
    static let feed: [Setting] = [
        Setting(
            name: "TALLY_FEED_LIMIT",
            meaning: "streams of the live feed",
            bounds: 1...1_000_000,
            field: \.feedLimit
        ),
        Setting(
            name: "TALLY_FEED_LIMIT_PER_USER",
            meaning: "streams of the live feed of one user",
            bounds: 1...1_000_000,
            field: \.feedLimitPerUser
        ),
        Setting(
            name: "TALLY_FEED_BUFFER",
            meaning: "frames of the live feed remembered",
            bounds: 0...10_000_000,
            field: \.feedBuffer
        ),
        Setting(
            name: "TALLY_FEED_BACKLOG_BYTES",
            meaning: "unsent bytes at which a reader of the feed is cut off",
            bounds: 262_144...1_073_741_824,
            field: \.feedBacklogBytes
        ),
        Setting(
            name: "TALLY_FEED_PUBLIC_REACH",
            meaning: "events that the feed's public part goes back over",
            bounds: 0...1_000_000_000,
            field: \.feedPublicReach
        ),
    ]
}
