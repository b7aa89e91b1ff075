import Files
import SystemPackage

/// A query that was asked for, and what became of it.
typealias ReadQuery<Query> = (source: QuerySource, query: Result<Query, any Error>)

extension SearchEngine {
    /// The queries that `sources` stand for, in that order, with the request's terms added to each. Without any, the terms alone
    /// are the query.
    func readQueries<Kind: FeatureSearch>(
        _ sources: [QuerySource], by features: Kind, acceptsPipes: Bool = true,
        onProgress: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws -> [ReadQuery<Kind.Query>] {
        let terms = try readTerms(by: features)
        var images = try features.readQueries(
            sources.compactMap(\.image), acceptsPipes: acceptsPipes, onProgress: onProgress)[...]
        var texts = try features.queries(saying: sources.compactMap(\.text))[...]
        func sum(_ own: [(Kind.Query, Double)], _ source: QuerySource) throws(QueryError) -> Kind.Query {
            guard let sum = features.sum(own + terms) else { throw .nothingLeft(source) }
            return sum
        }
        if sources.isEmpty, !terms.isEmpty {
            let source = QuerySource.text(request.terms.map(\.description).joined(separator: " "))
            return [(source, .success(try sum([], source)))]
        }
        return try sources.map { source in
            let query = source.image == nil ? .success(texts.removeFirst()) : images.removeFirst()
            guard !terms.isEmpty, case .success(let own) = query else { return (source, query) }
            return (source, .success(try sum([(own, 1)], source)))
        }
    }

    private func readTerms<Kind: FeatureSearch>(by features: Kind) throws -> [(Kind.Query, Double)] {
        let terms = request.terms
        guard !terms.isEmpty else { return [] }
        let sources = terms.compactMap(\.image)
        var images = try zip(sources, features.readQueries(sources, acceptsPipes: false) { _ in }).map { source, result in
            do { return try result.get() } catch { throw QueryError.unreadableTerm(source, cause: error) }
        }[...]
        var texts = try features.queries(saying: terms.compactMap(\.text))[...]
        return terms.map { ($0.text == nil ? images.removeFirst() : texts.removeFirst(), $0.weight) }
    }
}
