import Evaluation
import Imaging
import Kernels
import Metrics
import Models
import Search
import SystemPackage
import Testing
import VectorStores

@testable import RetrieveCommands

/// The sentences and remedies that users read.
struct PhrasingTests {
    private static let resources = Resources(threads: 1, kernels: .scalar)

    @Test func `a remedy quotes the command for this very search`() throws {
        let search = SearchRequest(
            galleries: [GalleryRequest(folder: "my pictures", index: .at(["idx"]))],
            features: .embeddings(ModelRequest(name: "m", precision: .bf16, appliesOrientation: false)), metric: .l2,
            store: try StoreAddress("chroma://h:1/c"), resources: Self.resources)
        #expect(
            Phrasing(search).fillingCommand(search.store)
                == "retrieve index 'my pictures' --index idx --features clip --model m --precision bf16 --orientation ignore --store chroma://h:1/c --store-metric l2"
        )
    }

    @Test func `a remedy says no more than what differs from the defaults`() {
        #expect(Phrasing(SearchRequest(resources: Self.resources)).indexCommand() == "retrieve index data/train")
        let small = SearchRequest(
            features: .pixels(PixelReader.Options(size: PixelSize(width: 96, height: 64))), resources: Self.resources)
        #expect(Phrasing(small).indexCommand() == "retrieve index data/train --size 96x64")
    }

    @Test(arguments: [
        ("plain/path-1.jpg", "plain/path-1.jpg"), ("it's", "'it'\\''s'"), ("", "''"), ("a b", "'a b'"), ("$x", "'$x'"),
        ("bücher", "bücher"),
    ])
    func `words are quoted as a shell wants them`(text: String, quoted: String) {
        #expect(shellQuoted(text) == quoted)
    }

    @Test func `a requirement that fails names the measure, its value, the bound and the store`() throws {
        let requirement = try #require(Requirement("P@1>0.75"))
        func sentence(_ metric: Metric, _ store: String?, _ cause: RequirementFailure.Cause) -> String {
            Phrasing().sentence(
                for: RequirementFailure(requirement: requirement, metric: metric, store: store, cause: cause))
        }
        #expect(sentence(.l1, nil, .value(0.5)) == "required: l1.P@1 > 0.75, but it is 0.5")
        #expect(sentence(.cosine, "hnsw", .value(0.5)) == "required: cosine.P@1 > 0.75, but it is 0.5 in hnsw")
        #expect(
            sentence(.l2, nil, .noStoreHasMetric) == "required: l2.P@1 > 0.75, but no store was searched by that metric")
    }
}
