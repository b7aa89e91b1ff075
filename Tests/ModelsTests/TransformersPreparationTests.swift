import Imaging
import SystemPackage
import TestSupport
import Testing

@testable import Models

/// What image processors of transformers keep of a picture (Scripts/make_model_goldens.py).
@Suite struct TransformersPreparationTests {
    private struct Crop: Decodable {
        let width: Int
        let height: Int
        let left: Int
        let top: Int
    }

    @Test func theMiddleIsThatOfTransformers() throws {
        let preparation = try CLIPModelFolder(Fixtures.folder.appending("models/clip")).config.preparation
        for crop in try Fixtures.decoded("models/clip/crops.json", as: [Crop].self) {
            let window = preparation.window(of: PixelSize(width: crop.width, height: crop.height))
            #expect(window.columns.lowerBound == crop.left && window.rows.lowerBound == crop.top, "\(crop)")
        }
    }
}
