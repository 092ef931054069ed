import Dispatch
import Foundation
import Postgres
import Synchronization
import TestSupport
import Testing

@Suite struct `The connection pool` {
    @Test func `a connection is used again`() throws {
        let pool = ConnectionPool(try TestDatabase().options, size: 2)
        let first = try pool.withConnection(timeoutMilliseconds: 0) { $0.processID }
        let second = try pool.withConnection(timeoutMilliseconds: 0) { $0.processID }
        #expect(first == second)
    }

    @Test func `beyond its size a call fails at its deadline`() throws {
        let pool = ConnectionPool(try TestDatabase().options, size: 1)
        try pool.withConnection(timeoutMilliseconds: 0) { _ in
            #expect(throws: PostgresError.timeout("no connection was free within 1 ms")) {
                try pool.withConnection(timeoutMilliseconds: 1) { _ in }
            }
        }
        try pool.withConnection(timeoutMilliseconds: 0) { #expect(!$0.isBroken) }
    }

    @Test func `a call that waits gets the connection that comes back`() throws {
        let pool = ConnectionPool(try TestDatabase().options, size: 1)
        let done = DispatchSemaphore(value: 0)
        let served = Atomic<Int>(0)
        for _ in 0..<8 {
            Thread {
                for _ in 0..<20 {
                    _ = try? pool.withConnection(timeoutMilliseconds: 60_000) {
                        try $0.execute("SELECT 1")
                        served.add(1, ordering: .relaxed)
                    }
                }
                done.signal()
            }.start()
        }
        for _ in 0..<8 { done.wait() }
        #expect(served.load(ordering: .relaxed) == 160)
    }

    @Test func `broken ones are replaced, found broken while used or while idle`() throws {
        let database = try TestDatabase()
        let pool = ConnectionPool(database.options, size: 1)
        let other = try database.connect()
        for whileIdle in [true, false] {
            var process: Int32 = 0
            _ = try? pool.withConnection(timeoutMilliseconds: 0) {
                process = $0.processID
                guard !whileIdle else { return }
                try other.execute("SELECT pg_terminate_backend($1, 10000)", [.int32(process)])
                try $0.execute("SELECT 1")
            }
            if whileIdle {
                try other.execute("SELECT pg_terminate_backend($1, 10000)", [.int32(process)])
            }
            let next = try pool.withConnection(timeoutMilliseconds: 0) {
                try $0.execute("SELECT 1")
                return $0.processID
            }
            #expect(next != process)
        }
    }

    @Test func `one left within a transaction is not lent again`() throws {
        let pool = ConnectionPool(try TestDatabase().options, size: 1)
        let first = try pool.withConnection(timeoutMilliseconds: 0) {
            try $0.script("BEGIN")
            return $0.processID
        }
        try pool.withConnection(timeoutMilliseconds: 0) {
            #expect($0.processID != first)
            #expect($0.isIdle)
        }
    }

    @Test func `a failure to connect gives the place back`() throws {
        let pool = ConnectionPool(ConnectionOptions("host=/nonexistent"), size: 1)
        for _ in 0..<3 {
            let error = #expect(throws: PostgresError.self) {
                try pool.withConnection(timeoutMilliseconds: 0) { _ in }
            }
            #expect(error?.isTransient == true)
            if case .timeout = error { Issue.record("the place was lost") }
        }
    }

    @Test func `a closed pool lends nothing`() throws {
        let pool = ConnectionPool(try TestDatabase().options, size: 1)
        try pool.withConnection(timeoutMilliseconds: 0) { connection in
            pool.close()
            #expect(!connection.isBroken)
        }
        for _ in 0..<3 {
            #expect(throws: PostgresError.connection("the pool is closed")) {
                try pool.withConnection(timeoutMilliseconds: 0) { _ in }
            }
        }
    }
}
