#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif
import HTTP
import Embeddings
import ModelCache
import SystemPackage

@testable import ModelHub
@testable import VectorStores

/// A server on this machine that answers each request with the next part of an input.
private final class AnsweringServer: @unchecked Sendable {  // The lock guards what changes.
    let port: Int
    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private var answers: [[UInt8]] = []

    init() {
        pthread_mutex_init(lock, nil)
        #if canImport(Glibc)
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #else
        let listener = socket(AF_INET, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        guard bound else { fatalError("no port can be listened at") }
        port = Int(UInt16(bigEndian: address.sin_port))
        signal(SIGPIPE, SIG_IGN)
        var thread = pthread_t()
        let context = Unmanaged.passRetained(Listening(server: self, listener: listener)).toOpaque()
        pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Listening>.fromOpaque(context).takeRetainedValue().serve()
                return nil
            }, context)
    }

    func set(_ answers: [[UInt8]]) {
        pthread_mutex_lock(lock)
        self.answers = answers.reversed()
        pthread_mutex_unlock(lock)
    }

    func next() -> [UInt8] {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        return answers.popLast() ?? []
    }

    private final class Listening {
        let server: AnsweringServer
        let listener: CInt

        init(server: AnsweringServer, listener: CInt) {
            self.server = server
            self.listener = listener
        }

        func serve() {
            var request = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let connection = accept(listener, nil, nil)
                if connection < 0 { continue }
                _ = recv(connection, &request, request.count, 0)
                let answer = server.next()
                // A part that looks like a whole response is one; any other is the body of a success.
                let head =
                    answer.starts(with: Array("HTTP/".utf8)) ? "" : "HTTP/1.1 200 OK\r\nContent-Length: \(answer.count)\r\n\r\n"
                let bytes = Array(head.utf8) + answer
                _ = send(connection, bytes, bytes.count, 0)
                shutdown(connection, Int32(SHUT_RDWR))
                close(connection)
            }
        }
    }
}

private let server = AnsweringServer()

private func client() -> HTTPClient {
    HTTPClient(retries: RetryPolicy(attempts: 1, firstDelay: 0, longestDelay: 0), certificates: nil)
}

/// What a Chroma server says of itself and of a collection, then how many records there are, and which are near.
func askChroma(_ bytes: [UInt8]) {
    server.set([Array(#"{"nanosecond heartbeat": 1}"#.utf8)] + bytes.parts(8))
    guard let address = try? ChromaAddress("chroma://127.0.0.1:\(server.port)/pictures"),
        let search = try? ChromaSearch(address, reading: nil, token: nil, http: client())
    else { return }
    _ = try? search.count()
    for metric in search.supportedMetrics {
        _ = try? search.nearest(to: EmbeddingMatrix(dimension: 2, rows: [0.6, 0.8]), count: 3, metric: metric)
    }
}

/// What a hub says of a model, then of a file.
func askHub(_ bytes: [UInt8]) {
    server.set(bytes.parts(4))
    guard let name = HubModelName("owner/model") else { return }
    let settings = HubSettings(endpoint: "http://127.0.0.1:\(server.port)", token: nil, cache: "/nowhere")
    let hub = HubClient(settings, http: client())
    if let revision = try? hub.revision("main", of: name) {
        _ = ModelFileLayout.missing(in: revision.files)
        _ = try? hub.file(revision.files.first ?? "config.json", of: name, commit: revision.commit)
    } else {
        _ = try? hub.file("config.json", of: name, commit: String(repeating: "0", count: 40))
    }
}
