import HTTP
import Metrics
import SystemPackage
import TestSupport
import Testing
import VectorStores

@testable import RetrieveCommands

/// What users read where a store cannot be searched or filled.
struct StoreErrorTests {
    private let command = "retrieve index pictures --index elsewhere --features clip --store hnsw"

    @Test func everyReasonIsASentenceThatSaysWhatToDo() {
        let errors: [StoreError] = [
            .unsupportedMetric(.l1, store: "a store", supported: [.l2, .cosine]),
            .dimension(expected: 2, found: 3, store: "a store"), .noGraph("/g"), .staleGraph("/g"),
            .damagedGraph("/g", detail: "so"), .newerGraph("/g", version: 2), .outOfMemory,
            .failed(store: "a store", detail: "so"), .system("/g", .noSpace), .system("/g", .permissionDenied),
            .unknownStore("abc", forms: ["flat"]), .badAddress("chroma://", detail: "so"),
            .noCollection("abc", server: "http://s"),
            .notChroma(server: "http://s", detail: "so"),
            .wrongSpace(collection: "abc", space: "l2", metric: .cosine),
            .wrongModel(collection: "abc", model: "other"), .wrongDecoding(collection: "abc", decoding: "full"),
            .recordOutsideGallery("../a", collection: "abc"),
        ]
        for error in errors {
            #expect(isOneLine(error.description) && error.description.contains("; "), "\(error)")
        }
    }

    @Test(arguments: [
        StoreError.noGraph("/g"), .staleGraph("/g"), .damagedGraph("/g", detail: "so"),
        .noCollection("abc", server: "http://s"),
    ])
    func whereFillingTheStoreHelpsTheCommandIsNamed(error: StoreError) {
        #expect(error.description(fillingBy: command).contains("'\(command)'"))
        #expect(error.description.contains("'retrieve index --features clip --store "))
    }
}
