import Foundation
import Glibc

/// The paths of one private PostgreSQL.
struct ServerPlace {
    /// The directory that the caller named, absolute.
    let directory: String
    /// Where `postgres` and `run` really are: `directory`, or one that the server's user can reach.
    let base: String
    let account: ServerAccount
    let socketDirectory: String

    var data: String { base + "/postgres" }
    var unfinished: String { base + "/postgres.new" }
    var log: String { directory + "/postgres.log" }
    var lock: String { directory + "/postgres.lock" }

    static let port = 5432

    /// `sun_path` takes 108 bytes; PostgreSQL appends ".lock" to the name for a file of its own.
    private static let longestSocketPath = 90

    /// Makes the directories that are missing.
    init(directory: String) throws(PrivateServerError) {
        self.directory = try Self.prepare(directory)
        account = try ServerAccount.choose(dataDirectory: self.directory + "/postgres")
        base = try Self.base(for: self.directory, account)
        socketDirectory = try Self.socketDirectory(base: base, account)
    }

    /// The process that `postmaster.pid` names, whether or not it lives.
    var recordedProcess: pid_t? {
        guard let text = try? String(contentsOfFile: data + "/postmaster.pid", encoding: .utf8),
            let line = text.split(separator: "\n").first
        else { return nil }
        return pid_t(line)
    }

    /// The major version that made the data; nil if there is no data yet.
    var dataVersion: Int? {
        guard let text = try? String(contentsOfFile: data + "/PG_VERSION", encoding: .utf8) else {
            return nil
        }
        return Int(text.prefix { $0.isNumber })
    }

    private static func prepare(_ directory: String) throws(PrivateServerError) -> String {
        do {
            try FileManager.default.createDirectory(
                atPath: directory,
                withIntermediateDirectories: true
            )
        } catch {
            throw .system("\(directory) can't be made: \(error.localizedDescription)")
        }
        guard let resolved = realpath(directory, nil) else {
            throw .system("\(directory) can't be used: \(systemReason())")
        }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// For root with data below a directory that only root may pass, such as /root: the data go
    /// below /var/lib/tally, and a link shows the place.
    private static func base(
        for directory: String,
        _ account: ServerAccount
    ) throws(PrivateServerError) -> String {
        guard account.isOther, !account.canReach(directory) else { return directory }
        let base = "/var/lib/tally/" + hash(directory)
        do {
            try FileManager.default.createDirectory(
                atPath: base,
                withIntermediateDirectories: true
            )
        } catch {
            throw .system("\(base) can't be made: \(error.localizedDescription)")
        }
        let link = directory + "/postgres"
        if symlink(base + "/postgres", link) != 0, errno != EEXIST {
            throw .system("\(link) can't be made: \(systemReason())")
        }
        return base
    }

    private static func socketDirectory(
        base: String,
        _ account: ServerAccount
    ) throws(PrivateServerError) -> String {
        let near = base + "/run"
        // Commas separate hosts in a conninfo, and quotation marks directories in PostgreSQL's
        // list.
        let isPlain = !near.contains { $0 == "," || $0 == "\"" }
        let isShort = "\(near)/.s.PGSQL.\(port)".utf8.count <= longestSocketPath
        let path = isPlain && isShort ? near : "/tmp/tally-\(account.user)-\(hash(base))"
        if mkdir(path, 0o700) != 0, errno != EEXIST {
            throw .system("\(path) can't be made: \(systemReason())")
        }
        // Every user of the socket is trusted: no other user may have made the directory.
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR,
            status.st_uid == account.user || status.st_uid == geteuid()
        else { throw .system("\(path) belongs to another user") }
        try give(path, to: account)
        guard chmod(path, 0o700) == 0 else {
            throw .system("\(path) can't be protected: \(systemReason())")
        }
        return path
    }

    static func give(_ path: String, to account: ServerAccount) throws(PrivateServerError) {
        guard account.isOther else { return }
        guard lchown(path, account.user, account.group) == 0 else {
            throw .system("\(path) can't be given to its user: \(systemReason())")
        }
    }

    /// FNV-1a of the path: short, stable, and no secret.
    private static func hash(_ text: String) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return String(hash, radix: 16)
    }
}

/// The system user that the private PostgreSQL runs as.
struct ServerAccount: Equatable {
    let user: uid_t
    let group: gid_t

    /// PostgreSQL refuses root: then the owner of the data, `postgres`, or else `nobody`.
    static func choose(dataDirectory: String) throws(PrivateServerError) -> ServerAccount {
        guard geteuid() == 0 else { return ServerAccount(user: geteuid(), group: getegid()) }
        var status = stat()
        if stat(dataDirectory, &status) == 0, status.st_uid != 0 {
            return ServerAccount(user: status.st_uid, group: status.st_gid)
        }
        for name in ["postgres", "nobody"] {
            if let entry = getpwnam(name) {
                return ServerAccount(user: entry.pointee.pw_uid, group: entry.pointee.pw_gid)
            }
        }
        throw .system("PostgreSQL can't run as root, and there is no user postgres or nobody")
    }

    /// It is not the user this process runs as.
    var isOther: Bool { user != geteuid() }

    /// Whether it may pass through a directory and all those above it.
    ///
    /// Access lists are not considered.
    func canReach(_ directory: String) -> Bool {
        var path = directory
        while true {
            var status = stat()
            guard stat(path, &status) == 0, canPass(status) else { return false }
            guard let slash = path.lastIndex(of: "/"), path != "/" else { return true }
            path = slash == path.startIndex ? "/" : String(path[..<slash])
        }
    }

    private func canPass(_ status: stat) -> Bool {
        if status.st_uid == user { return status.st_mode & S_IXUSR != 0 }
        if status.st_gid == group { return status.st_mode & S_IXGRP != 0 }
        return status.st_mode & S_IXOTH != 0
    }

    /// The arguments before a program's own that make it run as this user and get `signal` when the
    /// process that started it ends, even by kill -9.
    func prefix(signal: String) throws(PrivateServerError) -> [String] {
        let places = ["/usr/bin/setpriv", "/bin/setpriv"]
        let found = places.first { access($0, X_OK) == 0 }
        guard let setpriv = found else {
            guard isOther else { return [] }
            throw .system("setpriv is not installed: apt-get install util-linux")
        }
        // The signal is set last by setpriv, since a change of user clears it.
        let identity =
            isOther ? ["--reuid=\(user)", "--regid=\(group)", "--clear-groups"] : []
        return [setpriv] + identity + ["--pdeathsig", signal, "--"]
    }
}
