import Models
import Embeddings
import Kernels
import SystemPackage
import TestSupport
import Testing

/// The committed model embeds files and texts as OpenCLIP does: preparation, tokens and towers together.
struct TinyModelTests {
    /// An entry of clip-tiny.json: a picture or a text.
    private struct Case: Decodable {
        let picture: String?
        let text: String?
        let label: String?
        let embedding: [Float]
    }

    private static let path = Fixtures.repository.appending("data").appending("models").appending("tiny-clip")

    @Test func embeddingsEqualOpenCLIPs() throws {
        let model = try CLIPModel(CLIPModelFolder(Self.path), precision: .float32, threads: 1, kernels: .selected())
        for expected in try Fixtures.decoded("clip-tiny.json", as: [Case].self) {
            let actual = try embedding(of: expected, by: model)
            let cosine = zip(actual, expected.embedding).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
            #expect(cosine >= 0.99999, "\(expected.picture ?? expected.text ?? "")")
        }
    }

    /// What the model is for.
    @Test func aTextFindsItsLabelAmongPictures() throws {
        let model = try CLIPModel(CLIPModelFolder(Self.path), threads: 1, kernels: .selected())
        let cases = try Fixtures.decoded("clip-tiny.json", as: [Case].self)
        let pictures = try cases.filter { $0.picture != nil }.map { ($0.label, try embedding(of: $0, by: model)) }
        #expect(pictures.count == 12)
        for text in cases where text.text != nil && text.label != nil {
            let vector = try embedding(of: text, by: model)
            let best = pictures.max { dot($0.1, vector) < dot($1.1, vector) }
            #expect(best?.0 == text.label)
        }
    }

    private func embedding(of item: Case, by model: CLIPModel) throws -> [Float] {
        try [Float](unsafeUninitializedCapacity: model.space.dimension) { buffer, count in
            if let picture = item.picture {
                let preparer = ImagePreparer(
                    model.imagePreparation, appliesOrientation: false, maximumMegapixels: 179, kernels: .scalar)
                let pixels = try prepared(contents(of: Fixtures.repository.pushing(FilePath(picture))), by: preparer)
                try pixels.withUnsafeBufferPointer { try model.embedImages($0, count: 1, into: buffer) }
            } else {
                let length = try #require(model.config.text).contextLength
                let tokens = try Tokenizer(folder: Self.path, contextLength: length).tokens(of: item.text ?? "")
                try model.embedTokens([tokens], into: buffer)
            }
            count = model.space.dimension
        }
    }

    private func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
}
