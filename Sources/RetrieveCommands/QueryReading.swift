import Embeddings
import FeatureIndex
import Files
import Search
import VectorStores
import SystemPackage

/// Making queries of one kind, as commands do it.
protocol QueryReading: Sendable {
    associatedtype Query: Sendable

    /// Reads the images at `paths`, in that order: each a query, or the reason why it is none.
    func readQueries(
        _ paths: [FilePath], acceptsPipes: Bool, onProgress: @escaping @Sendable (Int) -> Void
    ) throws -> [Result<Query, any Error>]

    /// Queries that are texts.
    func queries(saying texts: [String]) throws -> [Query]
}

extension PixelSearch: QueryReading {
    func queries(saying texts: [String]) throws -> [QueryImage] {
        guard let text = texts.first else { return [] }
        throw CommandFailure(.trouble, "cannot search for '\(text)': pixels are not compared with words")
    }
}

extension CLIPSearch: QueryReading {
    func readQueries(
        _ paths: [FilePath], acceptsPipes: Bool, onProgress: @escaping @Sendable (Int) -> Void
    ) throws -> [Result<EmbeddingQuery, any Error>] {
        let rows = try embedding.embeddings(of: paths, acceptsPipes: acceptsPipes, onProgress: onProgress)
        return zip(paths, rows).map { path, row in
            row.map { EmbeddingQuery($0, sources: [try? FileStatus(of: path).identity].compactMap(\.self)) }
        }
    }

    func queries(saying texts: [String]) throws -> [EmbeddingQuery] {
        // A model need not have what it takes to read texts.
        guard !texts.isEmpty else { return [] }
        let rows = try embedding.embedder.embed(texts: texts)
        return texts.indices.map { EmbeddingQuery(rows.row($0)) }
    }
}
