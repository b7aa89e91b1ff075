import Files
import Gallery
import Imaging
import Metrics
import SystemPackage

/// Looks at two files again just before one of them goes.
package struct SamenessCheck: Sendable {
    private let request: DuplicateRequest

    package init(_ request: DuplicateRequest) { self.request = request }

    /// Returns the reason against an action on the file of `step`; nil where there is none.
    func reason(against step: ActionStep, _ action: DuplicateAction) -> ActionOutcome.Reason? {
        if isSymbolicLink(step.file.path) { return .symbolicLink }
        guard step.file.isUnchanged else { return .changed }
        for file in [step.keeper, step.partner] where !file.isUnchanged { return .keeperChanged(file.path) }
        if step.file.status.identity == step.keeper.status.identity { return .sameFile }
        if action == .hardlink || action == .symlink, step.file.path.format != step.keeper.path.format {
            return .otherFormat(step.keeper.path)
        }
        if action == .hardlink, step.file.status.identity.device != step.keeper.status.identity.device {
            return .otherFileSystem(step.keeper.path)
        }
        let isSame = (try? areSame(step.file, step.partner)) ?? false
        return isSame ? nil : .different(step.partner.path)
    }

    /// Whether two files are what the search takes for the same.
    private func areSame(_ file: DuplicateFile, _ other: DuplicateFile) throws -> Bool {
        var files = [file, other]
        files.sort { $0.path.precedesBytewise($1.path) }
        switch request.level {
        case .bytes: return try haveEqualContents(file.path, other.path)
        case .pixels:
            return !EqualFiles(request: request, files: files).bySamples(onProgress: { _ in }).pairs.isEmpty
        case .similar(let similarity):
            let outcome = try SimilarFiles(request: request, similarity: similarity, files: files, isWanted: { _, _ in true })
                .find(known: .none, onReading: { _ in }, onComparing: { _ in })
            return !outcome.pairs.isEmpty
        }
    }
}

extension DuplicateFile {
    /// Whether the file is as it was when it was compared.
    ///
    /// A new name changes what the file system says of a file besides this.
    fileprivate var isUnchanged: Bool {
        guard let now = try? FileStatus(of: path) else { return false }
        return now.kind == status.kind && now.identity == status.identity && now.size == status.size
            && now.modified == status.modified
    }
}

extension FilePath {
    /// The format that the name tells, as far as names of one format differ.
    fileprivate var format: String? {
        let name = self.extension?.lowercased()
        return name == "jpeg" || name == "jpe" ? "jpg" : name == "tiff" ? "tif" : name
    }
}
