import Files
import HTTP
import ModelCache
import SystemPackage

/// Downloads one file into the cache, going on from what an earlier download has left.
struct BlobDownload {
    let client: HubClient
    let cache: HubCache
    let name: HubModelName
    let file: HubClient.File
    /// Called with the number of bytes received since the last call; negative where some had to be discarded.
    let progress: (Int) -> Void
    /// Called once when somebody else is downloading the same file, which is waited for.
    let waiting: () -> Void

    init(
        _ file: HubClient.File, of name: HubModelName, from client: HubClient, to cache: HubCache,
        progress: @escaping (Int) -> Void, waiting: @escaping () -> Void
    ) {
        self.client = client
        self.cache = cache
        self.name = name
        self.file = file
        self.progress = progress
        self.waiting = waiting
    }

    private var blob: FilePath { cache.blob(file.contents, of: name) }

    /// Whether the contents are there already.
    var isThere: Bool {
        guard let status = try? FileStatus(of: blob) else { return false }
        return status.kind == .regular && status.size == file.size
    }

    /// Returns the bytes that came over the network.
    func callAsFunction() throws(HubError) -> Int {
        try HubCache.makeFolders(blob.removingLastComponent())
        let lock = try cache.acquireLock(file.contents.fileName, of: name, waiting: waiting)
        defer { withExtendedLifetime(lock) {} }
        if isThere {
            progress(file.size)
            return 0
        }
        let path = blob.removingLastComponent().appending("\(file.contents.fileName).incomplete")
        var received = 0
        // What an earlier process has left may be damaged, so one more try begins with nothing.
        for isFirst in [true, false] {
            let partial = try PartialFile(path, contents: file.contents, expectedSize: file.size)
            let isResumed = partial.size > 0
            progress(partial.size)
            if !partial.isWhole { received += try download(partial) }
            if try partial.finish(as: blob) { return received }
            progress(-partial.size)
            guard isFirst, isResumed else { break }
        }
        throw .wrongContents(file: file.name, name)
    }

    /// Returns the bytes that came over the network.
    private func download(_ partial: PartialFile) throws(HubError) -> Int {
        var received = 0
        let head: HTTPResponseHead
        do {
            var begins = true
            head = try client.http.receive {
                begins = true
                let range = [HTTPRequest.Header("Range", "bytes=\(partial.size)-")]
                return client.request(.get, file.url, partial.size > 0 ? range : [])
            } sink: { head, bytes in
                guard head.isSuccess else { return }
                if begins { try begin(head, partial) }
                begins = false
                try take(bytes, partial)
                received += bytes.count
            }
        } catch let error as HTTPError {
            guard error.isPassing, partial.size > 0 else { throw .http(error) }
            throw .incomplete(file: file.name, received: partial.size, size: file.size)
        } catch let error as HubError {
            throw error
        } catch {
            preconditionFailure("only HTTPError and HubError are thrown above: \(error)")
        }
        if head.status == 416, partial.size > 0 {
            // What is there is not a part of what is asked for.
            try forget(partial)
            return try received + download(partial)
        }
        guard head.isSuccess else { throw client.error(head, [], name, file.name) }
        guard partial.isWhole else { throw .incomplete(file: file.name, received: partial.size, size: file.size) }
        return received
    }

    /// Checks the response's range against the bytes that are there.
    private func begin(_ head: HTTPResponseHead, _ partial: PartialFile) throws(HubError) {
        if head.status == 206 {
            guard head["Content-Range"]?.hasPrefix("bytes \(partial.size)-") ?? false else {
                throw .nonsense(
                    endpoint: client.settings.place, detail: "it sends another part of \(file.name) than was asked for")
            }
        } else if partial.size > 0 {
            try forget(partial)
        }
    }

    private func take(_ bytes: UnsafeRawBufferPointer, _ partial: PartialFile) throws(HubError) {
        guard partial.size + bytes.count <= file.size else {
            removeFile(partial.path)
            throw .wrongContents(file: file.name, name)
        }
        try partial.append(bytes)
        progress(bytes.count)
    }

    private func forget(_ partial: PartialFile) throws(HubError) {
        progress(-partial.size)
        try partial.restart()
    }
}
