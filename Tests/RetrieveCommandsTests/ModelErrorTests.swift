import Models
import SystemPackage
import TestSupport
import Testing

@testable import RetrieveCommands

@Suite struct ModelErrorTests {
    @Test func namesTheFileTheReasonAndWhatToDo() {
        let file = FilePath("/models/open_clip_model.safetensors")
        let sentence = ModelError(.damaged("its header is longer than the file"), file).description
        #expect(
            sentence
                == "the model file /models/open_clip_model.safetensors is damaged (its header is longer than the file); download it again"
        )
    }

    @Test func everyReasonIsASentenceThatSaysWhatToDo() {
        let reasons: [ModelError.Reason] = [
            .missing, .damaged("so"), .unsupported("so"), .mismatch("so"), .system(.permissionDenied), .system(.ioError),
            .library("so"), .notFound(places: ["/a"]), .severalRevisions(["v1", "v2"]), .pointer,
        ]
        for reason in reasons {
            let sentence = ModelError(reason, "/models/tiny").description
            #expect(isOneLine(sentence) && sentence.contains("; "), "\(sentence)")
        }
    }

    @Test(arguments: [
        ("owner/name", "retrieve model pull owner/name"),
        ("owner/name@v1", "retrieve model pull owner/name --revision v1"),
    ])
    func theCommandPullsTheModelThatWasNamed(name: String, command: String) {
        let sentence = ModelError(.notFound(places: [name, "/cache/models--owner--name"])).description
        #expect(sentence == "there is no model in \(name), /cache/models--owner--name; run '\(command)'")
    }

    @Test func listsThePlacesThatWereLookedAt() {
        let sentence = ModelError(.notFound(places: ["/a", "/b"], sample: "data/models/tiny-clip")).description
        #expect(sentence == "there is no model in /a, /b; run 'retrieve model pull', or try --model data/models/tiny-clip")
    }
}
