package import HTTP
package import ModelCache
package import SystemPackage

/// Downloads what is needed of a model into the cache.
package struct ModelPull {
    private let settings: HubSettings
    private let retries: RetryPolicy

    /// The outcome of a pull.
    package struct Summary: Sendable {
        /// The folder of the model.
        package let folder: FilePath
        package let commit: String
        /// The number of bytes that were downloaded, and of all files together.
        package let downloaded: Int
        package let size: Int
        /// Whether texts can be turned into embeddings, too.
        package let hasTokenizer: Bool
    }

    package init(_ settings: HubSettings, retries: RetryPolicy = RetryPolicy()) {
        self.settings = settings
        self.retries = retries
    }

    /// Downloads `revision`, a branch, tag or commit, of `name`.
    ///
    /// Links to the files appear when all of them are there, so that an interrupted pull leaves no half of a model; what came
    /// before is used by the next one.
    ///
    /// - Parameters:
    ///   - begin: Called with the bytes of all files together, before they are downloaded; gives what takes the number of
    ///     bytes that are there since it was called last.
    ///   - waiting: Called when another process downloads the same file.
    package func callAsFunction(
        _ name: HubModelName, revision: String = "main", begin: (Int) -> (Int) -> Void = { _ in { _ in } },
        waiting: @escaping (String) -> Void = { _ in }
    ) throws(HubError) -> Summary {
        guard Self.isRevision(revision) else { throw .badRevision(revision) }
        if settings.isOffline { throw .offline }
        var limits = HTTPLimits()
        limits.responseSize = 64 << 20
        let client = HubClient(settings, http: HTTPClient(limits: limits, retries: retries))
        let cache = HubCache(settings.cache)

        let found = try client.revision(revision, of: name)
        guard let layout = ModelFileLayout(of: found.files) else {
            throw .lacksFile(name, missing: ModelFileLayout.missing(in: found.files))
        }
        var files: [HubClient.File] = []
        for file in layout.files {
            files.append(try client.file(file, of: name, commit: found.commit))
        }
        let size = files.reduce(0) { $0 + $1.size }
        let progress = begin(size)
        var downloaded = 0
        for file in files {
            let download = BlobDownload(file, of: name, from: client, to: cache, progress: progress) { waiting(file.name) }
            downloaded += try download()
        }
        let lock = try cache.acquireLock("snapshots", of: name) {}
        defer { withExtendedLifetime(lock) {} }
        for file in files { try cache.link(file.name, to: file.contents, in: found.commit, of: name) }
        if revision != found.commit { try cache.setReference(revision, to: found.commit, of: name) }
        let names = Set(files.map(\.name))
        return Summary(
            folder: cache.snapshot(found.commit, of: name), commit: found.commit, downloaded: downloaded, size: size,
            hasTokenizer: names.contains("tokenizer.json") || names.isSuperset(of: ["vocab.json", "merges.txt"]))
    }

    /// Git's rules, as far as they keep such names from leading out of the cache.
    private static func isRevision(_ revision: String) -> Bool {
        let parts = revision.split(separator: "/", omittingEmptySubsequences: false)
        return !revision.isEmpty && revision.utf8.count <= 200
            && parts.allSatisfy { part in
                !part.isEmpty && !part.hasPrefix(".") && !part.contains("..")
                    && part.utf8.allSatisfy { isPlain($0) || $0 == 0x2b }
            }
    }
}
