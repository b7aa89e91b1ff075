import FeatureIndex
import Files
import Gallery
import Kernels
import SystemPackage

/// A folder with a file for each row of a matrix, and an index of them.
struct RowIndex {
    let folder: FilePath

    var gallery: FilePath { folder.appending("gallery") }
    var index: FilePath { folder.appending("index") }

    var isMissing: Bool {
        get throws(IndexError) {
            do throws(IndexError) {
                _ = try IndexFolder(index).keys()
                return false
            } catch {
                if error.reason == .missing { return true }
                throw error
            }
        }
    }

    func make(_ embedder: RowEmbedder, threads: Int, kernels: Kernels) throws {
        try makeFolder(gallery)
        try embedder.writeFiles(in: gallery)
        _ = try IndexBuilder(
            folder: index, gallery: gallery, reading: embedder.reading, embedder: embedder, threads: threads, kernels: kernels
        ).update(FolderWalk(gallery), describe: { "\($0)" })
    }
}
