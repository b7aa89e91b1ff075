import Files
import Gallery
import Imaging
import Kernels
import SystemPackage

/// The milliseconds of an ordinary photograph's resize, on one thread: horizontal pass first, and vertical pass first.
func resampleMeasurements(runs: Int) -> [Measurement] {
    let target = PixelSize(width: 448, height: 448)
    return [PixelSize(width: 500, height: 375), PixelSize(width: 375, height: 500)].flatMap { source in
        var noise = Noise(state: 3)
        // The time does not depend on the samples.
        let image = RGBImage(
            size: source, samples: (0..<source.sampleCount).map { _ in UInt8.random(in: 0...255, using: &noise) })
        return Kernels.available.map { kernels in
            let resampler = Resampler(to: target, filter: .bicubic, kernels: kernels)
            let timing = Timing(runs: runs) { use(UInt64(resampler.resample(image).samples[0])) }
            return Measurement(
                "resize, \(source) to \(target) RGB bicubic, 1 thread", kernels.instructionSet.rawValue, timing.median * 1000,
                unit: "ms", seconds: timing.seconds)
        }
    }
}

/// How many images of a folder are decoded a second, and decoded and resized, on one thread.
func decodeMeasurements(photos: FilePath, runs: Int) throws -> [Measurement] {
    let files = FileReader()
    var contents: [[UInt8]] = []
    for image in try FolderWalk(photos).images {
        guard let bytes = try? files.withContents(of: image.path, limit: 1 << 30, { Array($0) }) else { continue }
        let isImage = bytes.withUnsafeBytes { (try? ImageDecoder().decode($0, megapixels: 179)) != nil }
        if isImage { contents.append(bytes) }
    }
    guard !contents.isEmpty else { return [] }

    func rate(_ what: String, _ how: String, _ work: (UnsafeRawBufferPointer) throws -> Void) -> Measurement {
        let timing = Timing(runs: runs) {
            for bytes in contents { bytes.withUnsafeBytes { try? work($0) } }
        }
        return Measurement(
            "\(what), \(contents.count) images, 1 thread", how, Double(contents.count) / timing.median, unit: "images/s",
            seconds: timing.seconds)
    }

    let decoder = ImageDecoder()
    var results = [
        rate("decode", "libjpeg-turbo, libpng") { use(UInt64(try decoder.decode($0, megapixels: 179).1.samples[0])) }
    ]
    for kernels in Kernels.available {
        let options = PixelReader.Options()
        let reader = PixelReader(options: options, kernels: kernels)
        let output = UnsafeMutablePointer<UInt8>.allocate(capacity: options.size.sampleCount)
        defer { output.deallocate() }
        results.append(
            rate("decode and resize to \(options.size)", kernels.instructionSet.rawValue) { try reader.read($0, into: output) })
    }
    return results
}
