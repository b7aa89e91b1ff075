import Files
package import Imaging
package import Kernels
import SystemPackage
import Workers

/// Reads image files as small pictures, several at once.
package struct PictureLoader: Sendable {
    private let reading: PixelReader.Options
    private let threads: Int
    private let kernels: Kernels

    /// - Parameter reading: Says how large an image may be, and whether its orientation is applied.
    package init(reading: PixelReader.Options, threads: Int, kernels: Kernels) {
        self.reading = reading
        self.threads = threads
        self.kernels = kernels
    }

    /// The pictures in `sources`, in that order, no larger than `box`; nil where there is none to be read.
    func load(_ sources: [ContentSource], fitting box: PixelSize, enlarging: Bool = false) -> [RGBImage?] {
        load(sources, fitting: box, enlarging: enlarging) { $0 }
    }

    /// Returns what `make`, called on several threads at once, makes of the pictures in `sources`.
    ///
    /// - Parameter formats: The formats that are wanted; files of others are taken for what cannot be read.
    func load<Result: Sendable>(
        _ sources: [ContentSource], fitting box: PixelSize, enlarging: Bool = false,
        of formats: [ImageFormat] = ImageFormat.allCases, _ make: @escaping @Sendable (RGBImage) -> Result
    ) -> [Result?] {
        let isWanted: @Sendable (UnsafeRawBufferPointer) -> Bool = { ImageFormat(of: $0).map(formats.contains) ?? false }
        let queue = WorkQueue(count: sources.count)
        let workers = max(1, min(threads, sources.count))
        let parts = withWorkers(workers) { _ in
            let reader = ThumbnailReader(
                fitting: box, enlarging: enlarging, appliesOrientation: reading.appliesOrientation,
                maximumMegapixels: reading.maximumMegapixels, background: reading.background, kernels: kernels,
                threads: threads / workers)
            let files = FileReader()
            var part: [(Int, Result?)] = []
            while let index = queue.take()?.first {
                let picture = try? files.withContents(
                    of: sources[index], limit: reading.maximumFileSize, isWanted: isWanted
                ) { isWanted($0) ? try reader.read($0) : nil }
                part.append((index, picture.map(make)))
            }
            return part
        }
        return parts.joined().sorted { $0.0 < $1.0 }.map(\.1)
    }
}
