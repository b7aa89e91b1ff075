import Search
import SystemPackage
import VectorStores

/// What is added to every query, or taken off, embedded.
struct AddedTerms {
    private let terms: [(query: EmbeddingQuery, weight: Double)]

    init(_ terms: [QueryTerm], with reading: CLIPSearch) throws(CommandFailure) {
        var images = try Self.images(of: terms, reading)[...]
        var texts = try asCommandFailure { try reading.queries(saying: terms.compactMap(\.text)) }[...]
        self.terms = terms.map { ($0.text == nil ? images.removeFirst() : texts.removeFirst(), $0.weight) }
    }

    var areNone: Bool { terms.isEmpty }

    /// `query` and these; without a query, these alone.
    ///
    /// - Parameter name: What the user knows the query by.
    func sum(with query: EmbeddingQuery?, named name: String) throws(CommandFailure) -> EmbeddingQuery {
        let all = (query.map { [($0, 1)] } ?? []) + terms
        guard let sum = weightedSum(all.map { ($0.0.embedding, $0.1) }) else {
            throw CommandFailure(
                .trouble, "cannot search for \(name): nothing is left once --subtract is taken off; change the weights")
        }
        return EmbeddingQuery(sum, sources: all.flatMap(\.0.sources))
    }

    private static func images(
        of terms: [QueryTerm], _ reading: CLIPSearch
    ) throws(CommandFailure) -> [EmbeddingQuery] {
        let paths = terms.compactMap(\.path)
        let results = try asCommandFailure { try reading.readQueries(paths, acceptsPipes: false) { _ in } }
        return try zip(paths, results).map { path, result throws(CommandFailure) in
            do {
                return try result.get()
            } catch {
                throw CommandFailure(.trouble, "cannot read \(path), which is to be added or taken off: \(error)")
            }
        }
    }
}

/// Queries with the same added to each of them.
struct MixedQueries: QueryReading {
    let search: CLIPSearch
    let added: AddedTerms

    func readQueries(
        _ paths: [FilePath], acceptsPipes: Bool, onProgress: @escaping @Sendable (Int) -> Void
    ) throws -> [Result<EmbeddingQuery, any Error>] {
        let results = try search.readQueries(paths, acceptsPipes: acceptsPipes, onProgress: onProgress)
        return try zip(paths, results).map { path, result in
            guard case .success(let query) = result, !added.areNone else { return result }
            return .success(try added.sum(with: query, named: path.string))
        }
    }

    func queries(saying texts: [String]) throws -> [EmbeddingQuery] {
        let queries = try search.queries(saying: texts)
        return added.areNone ? queries : try zip(queries, texts).map { try added.sum(with: $0, named: $1) }
    }
}
