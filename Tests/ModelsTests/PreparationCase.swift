import Models
import Imaging
import Kernels
import TestSupport

/// An entry of clip-preparation/cases.json.
struct PreparationCase: Decodable, Sendable, CustomStringConvertible {
    let file: String
    let size: Int
    let mode: String
    let interpolation: String?
    let fill: UInt8?
    let upright: Bool?
    /// Where its samples begin in samples.rgb.
    let offset: Int

    static let folder = "clip-preparation"

    var description: String {
        [file, mode, "\(size)", interpolation, fill.map { "padded by \($0)" }, upright.map { $0 ? "upright" : "as stored" }]
            .compactMap { $0 }.joined(separator: ", ")
    }

    static func all() throws -> [PreparationCase] { try Fixtures.decoded("\(folder)/cases.json") }

    /// With a normalisation that does nothing.
    func preparation() -> ImagePreparation? {
        guard let mode = ImagePreparation.ResizeMode(rawValue: mode),
            let filter = ResampleFilter(rawValue: interpolation ?? "bicubic")
        else { return nil }
        return ImagePreparation(
            size: size, mean: [0, 0, 0], standardDeviation: [1, 1, 1], interpolation: filter, resizeMode: mode,
            fillColor: fill ?? 0)
    }
}

/// `bytes` prepared by a new preparer.
func prepared(
    _ bytes: [UInt8], _ preparation: ImagePreparation, appliesOrientation: Bool = false, megapixels: Int = 179,
    kernels: Kernels = .scalar
) throws -> [Float] {
    let preparer = ImagePreparer(
        preparation, appliesOrientation: appliesOrientation, maximumMegapixels: megapixels, kernels: kernels)
    return try prepared(bytes, by: preparer)
}

func prepared(_ bytes: [UInt8], by preparer: ImagePreparer) throws -> [Float] {
    try bytes.withUnsafeBytes { bytes in
        try [Float](unsafeUninitializedCapacity: preparer.preparation.sampleCount) { buffer, count in
            try preparer.prepare(bytes, into: buffer.baseAddress!)  // A square has a pixel at least.
            count = preparer.preparation.sampleCount
        }
    }
}
