// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// One target of Swift code.
///
/// Which target may import which is fixed by the table in docs/decisions.md
/// and checked by `ArchitectureTests`.
func library(_ name: String, _ dependencies: [Target.Dependency], sql: Bool = false) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        resources: sql ? [.embedInCode("Schema")] : [],
        swiftSettings: strict
    )
}

func tests(
    _ name: String,
    _ dependencies: [Target.Dependency],
    exclude: [String] = []
) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies,
        exclude: exclude,
        swiftSettings: strict
    )
}

let package = Package(
    name: "tally",
    products: [
        .executable(name: "tally", targets: ["Server"]),
        // For tests, which load it into processes whose clocks are to be wrong.
        .library(name: "ShiftedClock", type: .dynamic, targets: ["ShiftedClock"]),
    ],
    dependencies: [],
    targets: [
        .systemLibrary(
            name: "CLibPQ",
            pkgConfig: "libpq",
            providers: [.apt(["libpq-dev"])]
        ),
        .systemLibrary(
            name: "COpenSSL",
            pkgConfig: "libcrypto",
            providers: [.apt(["libssl-dev"])]
        ),
        .systemLibrary(name: "CLinux"),
        .target(name: "Pages", exclude: ["Files"]),
        library("HTTP", ["CLinux"]),
        library("Postgres", ["CLibPQ"]),
        library("Events", ["Postgres", "COpenSSL"], sql: true),
        library("Commands", ["Events"]),
        library("Projections", ["Events", "Postgres"], sql: true),
        library("Queries", ["Postgres"]),
        .executableTarget(
            name: "Server",
            dependencies: [
                "HTTP", "Postgres", "Events", "Commands", "Projections", "Queries", "COpenSSL",
                "CLinux", "Pages",
            ],
            resources: [.embedInCode("Schema")],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "tally-bench",
            dependencies: ["Commands", "Events", "Postgres", "TestSupport"],
            path: "Benchmarks",
            swiftSettings: strict
        ),
        .target(
            name: "TestSupport",
            dependencies: ["Postgres"],
            path: "Tests/TestSupport",
            swiftSettings: strict
        ),
        .target(name: "ShiftedClock", path: "Tests/ShiftedClock"),
        tests("HTTPTests", ["HTTP", "CLinux", "TestSupport"]),
        tests("PostgresTests", ["Postgres", "CLibPQ", "TestSupport"]),
        tests(
            "EventsTests",
            ["Events", "Postgres", "TestSupport"],
            exclude: ["Golden", "States"]
        ),
        tests("CommandsTests", ["Commands", "Events"]),
        tests("SimulationTests", ["Commands", "Events", "TestSupport"]),
        tests(
            "ProjectionsTests",
            ["Projections", "Events", "Postgres", "TestSupport"],
            exclude: ["States"]
        ),
        tests("QueriesTests", ["Queries", "Postgres", "TestSupport"]),
        tests(
            "ServerTests",
            [
                "Server", "HTTP", "Postgres", "Events", "Commands", "Projections", "Queries",
                "TestSupport",
            ],
            exclude: ["States"]
        ),
        tests("CrashTests", ["Server", "Events", "Postgres", "TestSupport"]),
        tests("BrowserTests", ["Server", "Events", "Postgres", "TestSupport"]),
    ]
)
