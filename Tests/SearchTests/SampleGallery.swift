import Files
import Gallery
import Imaging
import Kernels
import Metrics
import Search
import SystemPackage
import TestSupport

/// A gallery of a few pictures, two files that are none, and what is needed to search it.
struct SampleGallery {
    static let pictures = [
        "a/1.jpg": "baseline_420.jpg", "a/2.jpg": "grayscale.jpg", "a/3.png": "rgb_8_31x22.png",
        "b/4.jpg": "progressive_420_97x61.jpg", "b/5.jpg": "orientation_6_little.jpg", "b/6.png": "palette_8_adam7_31x22.png",
        "b/7.jpg": "ycck_420.jpg", "c/8.jpg": "baseline_444.jpg", "c/9.png": "gray_1_31x22.png", "c/10.jpg": "baseline_420.jpg",
        "d.png": "rgba_16_adam7_5x7.png", "e.jpg": "restart_rows.jpg",
    ]
    static let kernels = Kernels.available[Kernels.available.count - 1]

    let folder: TemporaryFolder
    let walk: FolderWalk

    init(in folder: TemporaryFolder) throws {
        self.folder = folder
        for (name, fixture) in Self.pictures { try folder.copy("decode/\(fixture)", to: name) }
        try folder.write([], to: "b/empty.jpg")
        try folder.copy("bad/ppm_named.jpg", to: "a/0.jpg")
        walk = try FolderWalk(folder.path)
    }

    func search(
        _ metric: Metric = .l1, limit: Int? = nil, threshold: Double? = nil, excludesQuery: Bool = false, threads: Int = 1,
        size: PixelSize = PixelSize(width: 24, height: 20), kernels: Kernels = SampleGallery.kernels
    ) -> PixelSearch {
        PixelSearch(
            options: PixelSearch.Options(
                reading: PixelReader.Options(size: size), metric: metric, limit: limit, threshold: threshold,
                excludesQuery: excludesQuery, threads: threads),
            kernels: kernels)
    }

    /// The images at `names`, read to be searched for.
    func queries(_ names: [String], by search: PixelSearch) throws -> [QueryImage] {
        try search.readQueries(names.map { .file(folder($0)) }).map { try $0.get() }
    }

    /// The names of the pictures, in the order of the gallery.
    func names(_ hits: [ScoredIndex]) -> [String] {
        hits.map { String(walk.images[$0.index].path.string.dropFirst(folder.path.string.count + 1)) }
    }
}
