import Imaging
import Testing

/// What each orientation does to a picture of 3 x 2 pixels, a b c over d e f.
struct TurningTests {
    @Test(arguments: [
        (Orientation.topLeft, ["abc", "def"]), (.topRight, ["cba", "fed"]), (.bottomRight, ["fed", "cba"]),
        (.bottomLeft, ["def", "abc"]), (.leftTop, ["ad", "be", "cf"]), (.rightTop, ["da", "eb", "fc"]),
        (.rightBottom, ["fc", "eb", "da"]), (.leftBottom, ["cf", "be", "ad"]),
    ])
    func picturesAreTurned(orientation: Orientation, expected: [String]) {
        #expect(picture(["abc", "def"]).oriented(orientation) == picture(expected))
    }

    @Test func onlyTheLastFourSwapTheSides() {
        #expect(Orientation.allCases.filter(\.swapsSides) == [.leftTop, .rightTop, .rightBottom, .leftBottom])
    }

    /// Each letter is a pixel whose three samples differ.
    private func picture(_ rows: [String]) -> RGBImage {
        RGBImage(
            size: PixelSize(width: rows[0].utf8.count, height: rows.count),
            samples: rows.flatMap { $0.utf8.flatMap { [$0, $0 + 50, $0 + 100] } })
    }
}
