import Files
import Reports
import Search
import SystemPackage

/// The queries of a command line, ready to be compared.
struct SearchedQueries<Query: Sendable> {
    private(set) var sources: [QuerySource] = []
    private(set) var queries: [Query] = []
    /// One sentence for each query that cannot be made.
    private(set) var failures: [String]
    /// Whether more than one was asked for, made or not.
    var areSeveral: Bool { sources.count + failures.count > 1 }

    /// The images at `paths`.
    init<Search: FeatureSearch>(_ paths: QueryPaths, with search: Search) throws(CommandFailure)
    where Search.Query == Query {
        failures = paths.failures
        let results = try asCommandFailure { try search.readQueries(paths.paths, acceptsPipes: true) { _ in } }
        for (path, result) in zip(paths.paths, results) {
            switch result {
            case .success(let query):
                sources.append(.image(path))
                queries.append(query)
            case .failure(let error): failures.append("cannot read the query \(path): \(error)")
            }
        }
    }
}

extension SearchedQueries<EmbeddingSearch.Query> {
    /// The images at `paths`, then the texts of `words`, with what is added to all of them. Without any of these, what is added
    /// is the query.
    init(_ paths: QueryPaths, _ words: WordOptions, with search: CLIPSearch) throws(CommandFailure) {
        try self.init(paths, with: search)
        let texts = try asCommandFailure { try search.queries(saying: words.text + words.terms.compactMap(\.text)) }
        sources += words.text.map { .text($0) }
        queries += texts[..<words.text.count]
        guard !words.terms.isEmpty else { return }

        var ownTexts = texts[words.text.count...]
        var ownImages = try Self.images(of: words.terms, search)[...]
        let added = words.terms.map { ($0.text == nil ? ownImages.removeFirst() : ownTexts.removeFirst(), $0.weight) }
        if queries.isEmpty, failures.isEmpty {
            sources = [.text(words.terms.map(\.description).joined(separator: " "))]
            queries = [try Self.sum(added, sources[0])]
        } else {
            queries = try zip(queries, sources).map { query, source throws(CommandFailure) in
                try Self.sum([(query, 1)] + added, source)
            }
        }
    }

    private static func images(
        of terms: [QueryTerm], _ search: CLIPSearch
    ) throws(CommandFailure) -> [EmbeddingSearch.Query] {
        let paths = terms.compactMap(\.path)
        let results = try asCommandFailure { try search.readQueries(paths, acceptsPipes: false) { _ in } }
        return try zip(paths, results).map { path, result throws(CommandFailure) in
            do {
                return try result.get()
            } catch {
                throw CommandFailure(.trouble, "cannot read \(path), which is to be added or taken off: \(error)")
            }
        }
    }

    private static func sum(
        _ terms: [(EmbeddingSearch.Query, Double)], _ source: QuerySource
    ) throws(CommandFailure) -> EmbeddingSearch.Query {
        guard let sum = weightedSum(terms.map { ($0.0.embedding, $0.1) }) else {
            throw CommandFailure(
                .trouble, "cannot search for \(source): nothing is left once --subtract is taken off; change the weights")
        }
        return EmbeddingSearch.Query(sum, sources: terms.flatMap(\.0.sources))
    }
}
