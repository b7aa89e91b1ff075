package import Files
package import Imaging
package import SystemPackage

/// An image file that takes part in a search for duplicates.
package struct DuplicateFile: Sendable, Equatable {
    package let path: FilePath
    /// The folder it was found in, by its place among those that were searched, references last.
    package let folder: Int
    /// Whether it lies in a folder whose files always stay.
    package let isReference: Bool
    package let status: FileStatus
    /// The size of the picture after its orientation is applied; nil where it is unknown.
    package var size: PixelSize?
    /// Other names of the very same file, which are no duplicates of it.
    package var otherNames: [FilePath]

    package init(
        path: FilePath, folder: Int, isReference: Bool, status: FileStatus, size: PixelSize? = nil, otherNames: [FilePath] = []
    ) {
        self.path = path
        self.folder = folder
        self.isReference = isReference
        self.status = status
        self.size = size
        self.otherNames = otherNames
    }
}
