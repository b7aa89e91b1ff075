package import SystemPackage

/// An error that says why a model could not be found, read or run.
package struct ModelError: Error, Equatable {
    package enum Reason: Equatable, Sendable {
        /// A file or folder is not there.
        case missing
        /// The file is damaged, which the text describes.
        case damaged(String)
        /// Sound, but of another model than the configuration or another file beside it; with what shows it.
        case mismatch(String)
        /// Sound, but of a kind this program does not run; with what is not supported.
        case unsupported(String)
        case system(Errno)
        /// The matrix library cannot be used; with why.
        case library(String)
        /// No model was named and none was found; with the places that were looked at, and the sample
        /// model, where it is there.
        case notFound(places: [String], sample: FilePath? = nil)
        /// The cache has several revisions of the model, and not the one that would be taken; with their names.
        case severalRevisions([String])
        /// A Git LFS pointer in place of the file.
        case pointer
    }

    /// The file or folder concerned; nil where there is none.
    package let path: FilePath?
    package let reason: Reason

    package init(_ reason: Reason, _ path: FilePath? = nil) {
        self.path = path
        self.reason = reason
    }
}
