import Imaging
import Kernels
import TestSupport
import Testing

/// Resizing equals Pillow's, sample by sample, by every instruction set.
struct ResampleGoldenTests {
    @Test(arguments: try ResampleCase.all(), Kernels.available.map(\.instructionSet))
    func samplesEqualPillows(expected: ResampleCase, set: Kernels.InstructionSet) throws {
        let kernels = try #require(Kernels(set))
        let filter = try #require(ResampleFilter(rawValue: expected.filter))
        let input = RGBImage(
            size: PixelSize(width: expected.inWidth, height: expected.inHeight),
            samples: try Fixtures.bytes("resample/\(expected.input)"))
        let target = PixelSize(width: expected.outWidth, height: expected.outHeight)
        let actual = Resampler(to: target, filter: filter, kernels: kernels).resample(input).samples
        let samples = try Fixtures.bytes("resample/\(expected.output)")
        if actual != samples {
            let saved = savedOutput(actual, width: target.width, height: target.height, name: "\(set)-\(expected.output)")
            Issue.record("\(firstDifference(actual, samples, width: target.width)); \(saved)")
        }
    }
}
