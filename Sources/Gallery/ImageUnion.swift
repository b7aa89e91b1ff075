import Files
import SystemPackage

/// The images of several galleries as those of one: each once, in the order of their paths.
///
/// Galleries may lie in one another, or be the same folder: a name in a real folder is one image, whatever ways lead there. It goes
/// by the path and the label that it has in the gallery that comes first.
package struct ImageUnion: Sendable {
    package let images: GalleryImages
    /// The index among `images` of each image of each gallery.
    package let indices: [[Int]]

    /// - Parameter galleries: Each in the order of its paths.
    package init(_ galleries: [GalleryImages]) {
        guard galleries.count > 1 else {
            images = galleries.first ?? GalleryImages([])
            indices = galleries.map { Array($0.indices) }
            return
        }
        let (distinct, numbers) = Self.distinct(galleries)
        let order = distinct.indices.sorted { distinct[$0].path.precedesBytewise(distinct[$1].path) }
        var places = [Int](repeating: 0, count: order.count)
        for (place, number) in order.enumerated() { places[number] = place }
        images = GalleryImages(order.map { distinct[$0] })
        indices = numbers.map { $0.map { places[$0] } }
    }

    /// The place of an image: the real folder it is in, and its name there.
    private struct Place: Hashable {
        let folder: FileIdentity
        let name: [UInt8]
    }

    /// The images in the order in which they are met, and for each gallery's images their indices there.
    private static func distinct(_ galleries: [GalleryImages]) -> ([ImageFile], [[Int]]) {
        var images: [ImageFile] = []
        var known: [Place: Int] = [:]
        var folders: [[UInt8]: FileIdentity?] = [:]
        let indices = galleries.map { gallery in
            gallery.map { image in
                let (folder, name) = image.path.folderAndName
                let identity =
                    folders[folder]
                    ?? {
                        let path = folder.withUnsafeBytes { folder.isEmpty ? "." : FilePath("").joined($0) }
                        let identity = try? FileStatus(of: path).identity
                        folders[folder] = .some(identity)
                        return identity
                    }()
                // A folder that has gone since has no other name that could be told.
                guard let identity else { return images.appended(image) }
                let place = Place(folder: identity, name: name)
                if let index = known[place] { return index }
                let index = images.appended(image)
                known[place] = index
                return index
            }
        }
        return (images, indices)
    }
}

extension Array {
    /// Appends `element`, and answers where.
    fileprivate mutating func appended(_ element: Element) -> Int {
        append(element)
        return count - 1
    }
}

extension FilePath {
    /// The bytes up to the last slash, that included, and those behind it.
    fileprivate var folderAndName: (folder: [UInt8], name: [UInt8]) {
        withPlatformString { start in
            let bytes = UnsafeRawBufferPointer(start: start, count: length)
            let end = bytes.folderLength
            return (Array(bytes[..<end]), Array(bytes[end...]))
        }
    }
}
