import Files
import Reports
import Search
import SystemPackage
import VectorStores

/// The queries of a command line, ready to be compared.
struct SearchedQueries<Query: Sendable> {
    private(set) var sources: [QuerySource] = []
    private(set) var queries: [Query] = []
    /// One sentence for each query that cannot be made.
    private(set) var failures: [String]
    /// Whether more than one was asked for, made or not.
    var areSeveral: Bool { sources.count + failures.count > 1 }

    /// The images at `paths`.
    init<Reading: QueryReading>(_ paths: QueryPaths, with reading: Reading) throws(CommandFailure)
    where Reading.Query == Query {
        failures = paths.failures
        let results = try asCommandFailure { try reading.readQueries(paths.paths, acceptsPipes: true) { _ in } }
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

extension SearchedQueries<EmbeddingQuery> {
    /// The images at `paths`, then the texts of `words`, with what is added to all of them. Without any of these, what is added
    /// is the query.
    init(_ paths: QueryPaths, _ words: WordOptions, with search: CLIPSearch) throws(CommandFailure) {
        let terms = words.added.terms
        let added = try AddedTerms(terms, with: search)
        let mixed = MixedQueries(search: search, added: added)
        try self.init(paths, with: mixed)
        sources += words.text.map { .text($0) }
        queries += try asCommandFailure { try mixed.queries(saying: words.text) }
        if !added.areNone, queries.isEmpty, failures.isEmpty {
            let name = terms.map(\.description).joined(separator: " ")
            sources = [.text(name)]
            queries = [try added.sum(with: nil, named: name)]
        }
    }
}
