import Files
package import Metrics

/// Names a store: `flat`, `hnsw`, `chroma://HOST:PORT/COLLECTION`. That it exists is checked by `open`.
package struct StoreAddress: Sendable {
    /// The kinds of stores.
    static let stores: [any VectorStore.Type] = [FlatStore.self, HNSWStore.self, ChromaStore.self]

    /// The store that compares with all embeddings, which is available wherever there are embeddings.
    package static let flat = StoreAddress(FlatStore.self, "flat")

    /// The address as it was given.
    package let text: String
    private let store: any VectorStore.Type

    private init(_ store: any VectorStore.Type, _ text: String) {
        self.store = store
        self.text = text
    }

    /// - Throws: `StoreError.unknownStore` where no kind of store has such addresses.
    package init(_ text: String) throws(StoreError) {
        let scheme = Self.scheme(of: text)
        guard let store = Self.stores.first(where: { $0.kind.schemes.contains(scheme) }) else {
            throw .unknownStore(withoutCredentials(text), forms: Self.forms)
        }
        self.init(store, text)
    }

    /// Expects the address to be complete and well-formed.
    package func check() throws(StoreError) { try store.check(self) }

    private static func scheme(of text: String) -> String {
        guard let colon = text.firstIndex(of: ":") else { return text }
        return String(text[..<colon])
    }

    /// The descriptions of all kinds of stores.
    package static var kinds: [StoreKind] { stores.map { $0.kind } }

    /// The forms of addresses, for messages and help.
    package static var forms: [String] { stores.map { $0.kind.form } }

    /// Addresses that are complete as they are.
    package static var names: [String] { stores.map { $0.kind }.filter { $0.schemes == [$0.form] }.map(\.form) }

    package var kind: StoreKind { store.kind }

    /// Opens the store for searches of `gallery`, as ``VectorStore/open(_:_:_:onProgress:)``.
    package func open(
        _ gallery: StoreGallery, _ settings: StoreSettings = StoreSettings(),
        onProgress: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws -> any VectorStore {
        try store.open(self, gallery, settings, onProgress: onProgress)
    }

    /// Fills the store, as ``VectorStore/synchronise(_:_:_:begin:)``.
    package func synchronise(
        _ gallery: StoreGallery, _ settings: StoreSettings = StoreSettings(),
        begin: @escaping (Int) -> @Sendable (Int) -> Void = { _ in { _ in } }
    ) throws -> StoreSummary {
        try store.synchronise(self, gallery, settings, begin: begin)
    }
}

extension StoreAddress: Hashable, CustomStringConvertible {
    package static func == (a: StoreAddress, b: StoreAddress) -> Bool { a.text == b.text }
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }

    package var description: String { text }
}

/// The settings of all stores; each uses those that concern it.
package struct StoreSettings: Sendable {
    /// The settings by which a graph is made.
    package var graph = HNSWSettings()
    /// Candidates that a graph looks at for each query: more are slower and find more.
    package var candidates = HNSWStore.standardCandidates
    /// The metric of a new collection.
    package var metric = Metric.cosine
    /// The token by which a server knows its user.
    package var token: String?
    /// Whether a store that looks at a part is measured once it is filled, even where that takes long.
    package var measuresRecall = false

    package init() {}
}

/// The outcome of filling a store.
package struct StoreSummary: Sendable {
    package var added = 0
    package var removed = 0
    package var kept = 0
    /// The share of the true nearest neighbours that the store finds, where that was measured.
    package var recall: RecallMeasurement?
}
