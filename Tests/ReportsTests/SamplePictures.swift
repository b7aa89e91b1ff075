import Search
import Gallery
import Imaging
import Kernels
import Metrics
@testable import Reports
import SystemPackage
import TestSupport

/// A query of the label `Orange` whose first hit is right and whose second is not.
func labelledQuery(path: FilePath = "q/Orange/1.jpg", label: String? = "Orange", hits: [Hit]? = nil) -> LabelledQuery {
    LabelledQuery(
        .file(path), label: label,
        hits: hits ?? [
            Hit(path: "g/Orange/2.jpg", label: "Orange", score: 12), Hit(path: "g/Lime/3.jpg", label: "Lime", score: 345),
        ])
}

func labelledReport(_ queries: [LabelledQuery], limit: Int? = 5, skipped: [SkippedEntry] = []) -> LabelledReport {
    LabelledReport(
        features: .pixels, metric: .l1, size: "448x448", gallery: "g", limit: limit,
        options: [.init("Resized by", "bicubic")], queries: queries, skipped: skipped)
}

/// A loader that follows the defaults of the command line.
func pictureLoader(threads: Int = 2) -> PictureLoader {
    PictureLoader(reading: .init(), threads: threads, kernels: Kernels.available[0])
}

/// Four rows of five pixels, each of a colour of its own.
func samplePicture(width: Int = 5, height: Int = 4) -> RGBImage {
    let size = PixelSize(width: width, height: height)
    return RGBImage(size: size, samples: (0..<size.sampleCount).map { UInt8(truncatingIfNeeded: $0 &* 7) })
}
