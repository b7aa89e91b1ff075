import Imaging
import Testing

/// Sizes as they are written on the command line.
struct PixelSizeTests {
    @Test(arguments: [("448x320", 448, 320), ("448", 448, 448), ("1x1", 1, 1), ("007x8", 7, 8), ("16777216x1", 1 << 24, 1)])
    func aSizeIsRead(text: String, width: Int, height: Int) {
        #expect(PixelSize(text) == PixelSize(width: width, height: height))
    }

    @Test(arguments: [
        "", "x", "0", "0x5", "5x0", "-1", "-1x5", "+5", "5x", "x5", "5x5x5", "5X5", "5 x 5", " 5", "5.0", "a", "5xb",
        "16777217",
        "99999999999999999999", "٥",
    ])
    func whatIsNoSizeIsNone(text: String) { #expect(PixelSize(text) == nil) }

    @Test func aSizeIsWrittenAsItIsRead() { #expect("\(PixelSize(width: 448, height: 320))" == "448x320") }

    @Test func samplesAreThreeAPixel() { #expect(PixelSize(width: 7, height: 5).sampleCount == 105) }
}
