import Glibc

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
