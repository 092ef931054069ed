/// Users of the demo data; their passwords are no secret.
package enum DemoAccount {
    package static let all: [(username: String, password: String)] = [
        ("admin", "demo-admin-password"), ("alice", "demo-alice-password"),
        ("bob", "demo-bob-password"), ("carol", "demo-carol-password"),
    ]
}
