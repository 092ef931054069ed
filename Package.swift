// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

/// One target of Swift code at `Sources/<path>`.
///
/// Which target may import which is drawn in docs/architecture.md and checked by
/// `ArchitectureTests`.
func library(
    _ name: String,
    at path: String,
    _ dependencies: [Target.Dependency],
    exclude: [String] = [],
    sql: Bool = false
) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        path: "Sources/\(path)",
        exclude: exclude,
        resources: sql ? [.embedInCode("Schema")] : [],
        swiftSettings: strict
    )
}

/// The program that links all of them.
func program(_ name: String, at path: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name,
        dependencies: dependencies,
        path: "Sources/\(path)",
        swiftSettings: strict
    )
}

/// A module map for a library of the system, with the package that brings it.
func system(_ name: String, pkgConfig: String? = nil, apt: String? = nil) -> Target {
    .systemLibrary(
        name: name,
        path: "Sources/Support/\(name)",
        pkgConfig: pkgConfig,
        providers: apt.map { [.apt([$0])] }
    )
}

func tests(
    _ name: String,
    _ dependencies: [Target.Dependency],
    exclude: [String] = []
) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies + ["TestSupport"],
        exclude: exclude,
        swiftSettings: strict
    )
}

/// What events are made of.
let contract: [Target.Dependency] = ["Events", "Model", "Text", "Crypto"]

/// What makes up the service.
let server: [Target.Dependency] = [
    "Tool", "Node", "Feed", "Jobs", "Identity", "Documents", "Operations", "API", "Settings",
    "Writer",
]

let package = Package(
    name: "tally",
    products: [
        .executable(name: "tally", targets: ["Tool"]),
        // For tests, which load it into processes whose clocks are to be wrong.
        .library(name: "ShiftedClock", type: .dynamic, targets: ["ShiftedClock"]),
    ],
    dependencies: [],
    targets: [
        // Libraries of the system.
        system("CLibPQ", pkgConfig: "libpq", apt: "libpq-dev"),
        system("COpenSSL", pkgConfig: "libcrypto", apt: "libssl-dev"),
        system("CLinux"),
        .target(name: "Pages", path: "Sources/Pages/embedded"),

        // What knows nothing of Tally.
        library("Text", at: "Support/Text", []),
        library("Crypto", at: "Support/Crypto", ["Text", "COpenSSL"]),
        library("HTTP", at: "Support/HTTP", ["Text", "CLinux"]),
        library("Postgres", at: "Support/Postgres", ["CLibPQ", "Text"]),
        library("PrivateServer", at: "Support/PrivateServer", ["Postgres", "CLibPQ", "CLinux"]),

        // The words that both sides share, the log, and the two sides.
        library("Model", at: "Support/Model", ["Text", "Crypto"]),
        library("Events", at: "Events", ["Model", "Text", "Crypto"], exclude: ["Store"]),
        library(
            "EventStore",
            at: "Events/Store",
            ["Events", "Model", "Text", "Crypto", "Postgres"],
            sql: true
        ),
        library(
            "Entities",
            at: "Commands/State",
            ["EventStore", "Events", "Model", "Text"]
        ),
        library(
            "Commands",
            at: "Commands",
            ["Entities", "Events", "Model"],
            exclude: ["State", "Writer"]
        ),
        library(
            "Writer",
            at: "Commands/Writer",
            ["Entities", "EventStore", "Events", "Model", "CLinux"]
        ),
        library(
            "Projections",
            at: "Projections",
            ["EventStore", "Events", "Model", "Text", "Postgres", "CLinux"],
            exclude: ["Audit", "Replay"],
            sql: true
        ),
        library(
            "Replay",
            at: "Projections/Replay",
            ["Projections", "EventStore", "Events", "Model", "Text", "Postgres", "CLinux"]
        ),
        library(
            "Audit",
            at: "Projections/Audit",
            ["Projections", "EventStore", "Events", "Model", "Postgres", "CLinux"]
        ),
        library("Queries", at: "Queries", ["Model", "Text", "Postgres"], exclude: ["Cache"]),
        library("Cache", at: "Queries/Cache", ["Queries", "Model", "Text", "Postgres"]),

        // The service, from the settings to the command line.
        library("Runtime", at: "Support/Runtime", ["Postgres", "Text"]),
        library("Settings", at: "Server/Settings", ["Runtime", "Model", "Text", "Crypto"]),
        library(
            "API",
            at: "Server/API",
            [
                "Commands", "Entities", "Queries", "EventStore", "Events", "HTTP", "Postgres",
                "Model", "Text", "Crypto",
            ]
        ),
        library(
            "Operations",
            at: "Server/Operations",
            [
                "API", "Settings", "Commands", "Entities", "Queries", "EventStore", "Events",
                "HTTP", "Model", "Text",
            ]
        ),
        library(
            "Documents",
            at: "Server/Documents",
            [
                "Operations", "API", "Settings", "Entities", "Queries", "EventStore", "Events",
                "HTTP", "Model", "Text", "Crypto", "Pages",
            ]
        ),
        library(
            "Identity",
            at: "Server/Identity",
            [
                "Operations", "API", "Settings", "Writer", "Commands", "Entities", "Queries",
                "EventStore", "Events", "HTTP", "Runtime", "Postgres", "Model", "Text", "Crypto",
            ]
        ),
        library(
            "Jobs",
            at: "Server/Jobs",
            [
                "Identity", "Operations", "API", "Settings", "Audit", "Replay", "Projections",
                "Writer", "Commands", "Entities", "Cache", "Queries", "EventStore", "Events",
                "HTTP", "Runtime", "Postgres", "Model", "Text",
            ],
            sql: true
        ),
        library(
            "Feed",
            at: "Server/Feed",
            [
                "Identity", "API", "Projections", "EventStore", "Events", "HTTP", "Runtime",
                "Postgres", "Model", "Text",
            ]
        ),
        library(
            "Node",
            at: "Server/Node",
            [
                "Feed", "Jobs", "Identity", "Documents", "Operations", "API", "Settings",
                "Projections", "Writer", "Commands", "Entities", "Cache", "Queries", "EventStore",
                "Events", "HTTP", "PrivateServer", "Runtime", "Postgres", "Model", "Text",
            ]
        ),
        program(
            "Tool",
            at: "Server/Tool",
            [
                "Node", "Jobs", "Identity", "Operations", "API", "Settings", "Audit", "Replay",
                "Projections", "Writer", "Commands", "Entities", "Queries", "EventStore", "Events",
                "HTTP", "Runtime", "Postgres", "Model", "Text", "Crypto", "CLinux",
            ]
        ),

        .executableTarget(
            name: "tally-bench",
            dependencies: [
                "Writer", "Commands", "Entities", "Events", "Postgres", "CLinux", "TestSupport",
            ],
            path: "Benchmarks",
            swiftSettings: strict
        ),
        .target(
            name: "TestSupport",
            dependencies: ["Postgres", "PrivateServer"],
            path: "Tests/TestSupport",
            swiftSettings: strict
        ),
        .target(name: "ShiftedClock", path: "Tests/ShiftedClock"),
        tests("HTTPTests", ["HTTP", "CLinux"]),
        tests("PostgresTests", ["Postgres", "PrivateServer", "Text", "CLibPQ"]),
        tests(
            "EventsTests",
            ["EventStore"] + contract + ["Postgres"],
            exclude: ["Golden", "States"]
        ),
        tests("CommandsTests", ["Writer", "Commands", "Entities", "EventStore"] + contract),
        tests("SimulationTests", ["Writer", "Commands", "Entities", "EventStore"] + contract),
        tests(
            "ProjectionsTests",
            ["Audit", "Replay", "Projections", "EventStore"] + contract + ["Postgres"],
            exclude: ["States"]
        ),
        tests("QueriesTests", ["Cache", "Queries", "Model", "Text", "Postgres"]),
        tests("ServerTests", server, exclude: ["States"]),
        tests("CrashTests", server),
        tests("BrowserTests", server),
    ]
)
