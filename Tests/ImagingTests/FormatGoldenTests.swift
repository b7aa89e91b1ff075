@testable import Imaging
import TestSupport
import Testing
import Workers

/// Files of the formats beside JPEG and PNG decode to the samples that Pillow decodes them to.
struct FormatGoldenTests {
    /// Damaged files that Pillow refuses and that are read, each with why.
    static let readHere = [
        "tiff/strips_be_big.tif": "Pillow does not know the big-endian mark of BigTIFF",
        "tiff/tiles_be_big.tif": "Pillow does not know the big-endian mark of BigTIFF",
        "tiff/planes_be_big.tif": "Pillow does not know the big-endian mark of BigTIFF",
        "tiff/gray_12_be.tif": "Pillow knows 12 bits in little-endian files alone",
    ]

    @Test(arguments: try FormatCase.all())
    func samplesEqualPillows(expected: FormatCase) throws {
        let file = try Fixtures.bytes("formats/\(expected.file)")
        guard let width = expected.width, let height = expected.height else {
            let error = refusal(of: file)
            #expect((error == nil) == (Self.readHere[expected.file] != nil), "\(expected.what)")
            if let error { #expect(isOneLine("\(error)")) }
            return
        }
        let (header, image) = try decoded(file)
        #expect(header.orientation.rawValue == expected.orientation)
        #expect(image.size == PixelSize(width: width, height: height))
        let samples = try Fixtures.bytes(expected.samples)
        let tolerance = expected.tolerance ?? 0
        let isWithin =
            image.samples.count == samples.count
            && zip(image.samples, samples).allSatisfy { abs(Int($0) - Int($1)) <= tolerance }
        if !isWithin {
            let name = expected.file.split(separator: "/").joined(separator: "-")
            let saved = savedOutput(image.samples, width: image.size.width, height: image.size.height, name: name)
            Issue.record("\(firstDifference(image.samples, samples, width: width)); \(saved)")
        }
    }

    /// HEVC leaves no freedom to decoders, and where libavcodec is at hand colours without alpha are converted as by pillow-heif, too.
    @Test(
        .enabled(if: isLibavcodecInstalled, "libavcodec is not installed"),
        arguments: try FormatCase.all().filter {
            $0.file.hasPrefix("heic/") && $0.refused == nil && $0.file != "heic/alpha.heic"
        })
    func samplesOfHEICAreThoseOfPillowHeif(expected: FormatCase) throws {
        let image = try decoded(Fixtures.bytes("formats/\(expected.file)")).image
        #expect(try image.samples == Fixtures.bytes(expected.samples))
    }

    /// A picture that is divided over threads, whole or damaged, is what one thread makes of it; also beside others that are, as one process
    /// decodes several.
    @Test
    func threadsChangeNoSamples() throws {
        let files = try FormatCase.all().filter { expected in
            ["avif/", "heic/", "jxl/"].contains { expected.file.hasPrefix($0) }
        }.flatMap { expected in
            let whole = try Fixtures.bytes("formats/\(expected.file)")
            return [whole, Array(whole.dropLast(whole.count / 3))]
        }
        let single = ImageDecoder()
        let expected = files.map { outcome(single, $0) }
        let workers = 3
        let differing = withWorkers(workers) { worker in
            let decoder = ImageDecoder(threads: 2 + worker)
            // Each begins at another file.
            let order = files.indices.map { ($0 + worker * files.count / workers) % files.count }
            return order.filter { outcome(decoder, files[$0]) != expected[$0] }
        }
        #expect(differing.allSatisfy { $0.isEmpty }, "of \(files.count) files")
    }

    /// Rows asked for a few at a time are those of the whole.
    @Test(arguments: try FormatCase.all().filter { $0.refused == nil && $0.damaged == nil })
    func rowsComeInPortionsOfAnySize(expected: FormatCase) throws {
        let file = try Fixtures.bytes("formats/\(expected.file)")
        let whole = try decoded(file).image
        let stride = 3 * whole.size.width + 5
        let padded = try file.withUnsafeBytes { bytes in
            let decoder = ImageDecoder()
            _ = try decoder.open(bytes, megapixels: 179)
            var rows = [UInt8](repeating: 0, count: stride * whole.size.height)
            for first in Swift.stride(from: 0, to: whole.size.height, by: 3) {
                try rows.withUnsafeMutableBufferPointer { buffer in
                    let count = min(3, whole.size.height - first)
                    try decoder.readRows(count, into: buffer.baseAddress! + first * stride, stride: stride)
                }
            }
            return rows
        }
        for row in 0..<whole.size.height {
            let expectedRow = whole.samples[row * 3 * whole.size.width..<(row + 1) * 3 * whole.size.width]
            if padded[row * stride..<row * stride + 3 * whole.size.width] != expectedRow {
                Issue.record("row \(row) of \(expected.file) differs")
            }
        }
    }

    /// A file that was cut short is read where Pillow reads it, and refused where Pillow refuses it.
    @Test(arguments: try FormatCase.all().filter { $0.accepted != nil })
    func everyLengthIsJudgedAsPillowJudgesIt(truncation: FormatCase) throws {
        let accepted = try #require(truncation.accepted)
        let whole = try Fixtures.bytes("formats/\(truncation.file)")
        let picture = try decoded(whole).image
        let guarded = try GuardedBytes(capacity: whole.count)
        let decoder = ImageDecoder()
        var differences: [String] = []
        for length in 0..<whole.count {
            let image = try? decoder.decode(guarded.place(whole[..<length]), megapixels: 179).1
            let range = accepted.first { $0.from <= length && length < $0.to }
            switch (image, range) {
            case (nil, nil): break
            case (nil, _?): differences.append("\(length): refused")
            case (_?, nil): differences.append("\(length): read")
            case (let image?, let range?): if range.same, image != picture { differences.append("\(length): other samples") }
            }
        }
        #expect(differences.isEmpty, "of \(whole.count) bytes, cut to")
    }

    /// Alpha is kept where it is asked for, and the colours under it are those of the conversion to RGB.
    @Test(arguments: try FormatCase.all().filter { $0.refused == nil && $0.damaged == nil })
    func theFourthChannelComesBesideTheSameColours(expected: FormatCase) throws {
        let file = try Fixtures.bytes("formats/\(expected.file)")
        let rgb = try decoded(file).image
        try file.withUnsafeBytes { bytes in
            let decoder = ImageDecoder()
            let header = try decoder.open(bytes, megapixels: 179, keepsFourthChannel: true)
            guard header.colors == .alpha else { return }
            #expect(try decoder.readFourChannels(header).firstThree(premultiplied: false) == rgb)
        }
    }
}

private func outcome(_ decoder: ImageDecoder, _ file: [UInt8]) -> Result<RGBImage, ImageError> {
    do throws(ImageError) { return .success(try decoded(file[...], by: decoder).image) } catch { return .failure(error) }
}
