import Foundation
import PrivateServer

/// nginx that answers every request with a fixed 200: what the machine does when nothing is asked of it.
struct Nginx {
    static let port = 18_099
    private let child: ChildProcess

    init(folder: URL) throws {
        let configuration = folder.appendingPathComponent("nginx.conf")
        try """
        worker_processes 2;
        daemon off;
        pid \(folder.path)/nginx.pid;
        error_log stderr crit;
        events { worker_connections 1024; }
        http {
            access_log off;
            keepalive_requests 100000000;
            client_body_temp_path \(folder.path)/body;
            proxy_temp_path \(folder.path)/proxy;
            fastcgi_temp_path \(folder.path)/fastcgi;
            uwsgi_temp_path \(folder.path)/uwsgi;
            scgi_temp_path \(folder.path)/scgi;
            server { listen 127.0.0.1:\(Self.port); location / { return 200 "ok"; } }
        }
        """.write(to: configuration, atomically: true, encoding: .utf8)
        child = try ChildProcess(
            program("nginx"),
            ["-c", configuration.path, "-e", "\(folder.path)/error.log"]
        )
    }

    func stop() {
        child.stop()
    }
}
