@testable import Imaging
import Kernels
import TestSupport
import Testing

/// Reading a few rows at a time gives what reading all at once gives.
struct StripTests {
    static let files = [
        "progressive_420_97x61.jpg", "baseline_420.jpg", "ycck_420.jpg", "grayscale.jpg", "restart_rows.jpg", "rgb_8_31x22.png",
        "palette_4_adam7_31x22.png", "gray_1_31x22.png", "rgba_16_adam7_5x7.png", "taller_than_data.jpg",
    ]

    @Test(arguments: files, [1, 2, 3, 7, 16, 17])
    func rowsEqualThoseOfTheWholePicture(file: String, rowsAtOnce: Int) throws {
        let bytes = try Fixtures.bytes("decode/\(file)")
        let whole = try decoded(bytes).image
        let stride = 3 * whole.size.width + 5
        let strips = try bytes.withUnsafeBytes { bytes -> [UInt8] in
            let decoder = ImageDecoder()
            let header = try decoder.open(bytes, megapixels: 179)
            var samples: [UInt8] = []
            var rows = [UInt8](repeating: 0xaa, count: rowsAtOnce * stride)
            for first in Swift.stride(from: 0, to: header.size.height, by: rowsAtOnce) {
                let count = min(rowsAtOnce, header.size.height - first)
                try rows.withUnsafeMutableBufferPointer { rows in
                    try decoder.readRows(count, into: rows.baseAddress!, stride: stride)  // Not empty.
                }
                for row in 0..<count { samples += rows[row * stride..<row * stride + 3 * header.size.width] }
                #expect(rows.indices.allSatisfy { $0 % stride < 3 * whole.size.width || rows[$0] == 0xaa }, "between the rows")
            }
            return samples
        }
        #expect(strips == whole.samples)
    }

    @Test(arguments: files, [PixelSize(width: 16, height: 9), PixelSize(width: 120, height: 90)])
    func aReaderEqualsDecodingThenResizing(file: String, size: PixelSize) throws {
        let bytes = try Fixtures.bytes("decode/\(file)")
        let kernels = try Kernels.selected()
        for filter in [ResampleFilter.bicubic, .nearest] {
            let expected = Resampler(to: size, filter: filter, kernels: kernels).resample(try decoded(bytes).image)
            let options = PixelReader.Options(size: size, filter: filter)
            #expect(try samples(of: bytes, options, kernels) == expected.samples)
        }
    }

    @Test func aReaderTurnsPicturesUnlessToldOtherwise() throws {
        let bytes = try Fixtures.bytes("decode/orientation_6_little.jpg")
        let (header, image) = try decoded(bytes)
        try #require(header.orientation == .rightTop)
        let kernels = try Kernels.selected(), size = PixelSize(width: 12, height: 20)
        let resampler = Resampler(to: size, filter: .bicubic, kernels: kernels)
        #expect(try samples(of: bytes, .init(size: size), kernels) == resampler.resample(image.oriented(.rightTop)).samples)
        let plain = PixelReader.Options(size: size, appliesOrientation: false)
        #expect(try samples(of: bytes, plain, kernels) == resampler.resample(image).samples)
    }

    @Test func aReaderRefusesWhatTheDecoderRefuses() throws {
        let options = PixelReader.Options(size: PixelSize(width: 8, height: 8)), kernels = try Kernels.selected()
        for file in try BadCase.all() {
            let bytes = try Fixtures.bytes("bad/\(file.file)")
            let isRead = (try? samples(of: bytes, options, kernels)) != nil
            #expect(isRead == (refusal(of: bytes) == nil), "\(file)")
        }
    }

    private func samples(of bytes: [UInt8], _ options: PixelReader.Options, _ kernels: Kernels) throws -> [UInt8] {
        let reader = PixelReader(options: options, kernels: kernels)
        var output = [UInt8](repeating: 0, count: options.size.sampleCount)
        try bytes.withUnsafeBytes { bytes in
            try output.withUnsafeMutableBufferPointer { try reader.read(bytes, into: $0.baseAddress!) }  // Not empty.
        }
        return output
    }
}
