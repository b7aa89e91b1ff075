@testable import ModelHub
import SystemPackage
import TestSupport
import Testing

/// The variables that other tools of the hub go by.
struct SettingsTests {
    private func settings(_ variables: [String: String]) -> HubSettings { HubSettings { variables[$0] } }

    @Test func withoutAny() {
        let settings = settings(["HOME": "/home/me"])
        #expect(settings.endpoint == "https://huggingface.co")
        #expect(settings.token == nil)
        #expect(settings.cache == "/home/me/.cache/huggingface/hub")
        #expect(!settings.isOffline)
    }

    @Test func aMirrorMayStandInForTheHub() {
        #expect(settings(["HF_ENDPOINT": "https://mirror.example/"]).endpoint == "https://mirror.example")
        #expect(settings(["HF_HUB_OFFLINE": "1"]).isOffline)
        #expect(!settings(["HF_HUB_OFFLINE": "0"]).isOffline)
    }

    @Test func theTokenIsTheVariablesOrTheOneThatLoggingInHasLeft() throws {
        try withTemporaryFolder { folder throws in
            try folder.write(Array("hf_saved\n".utf8), to: "token")
            #expect(settings(["HF_HOME": folder("").string]).token == "hf_saved")
            #expect(settings(["HF_TOKEN_PATH": folder("token").string]).token == "hf_saved")
            #expect(settings(["HF_HOME": folder("").string, "HF_TOKEN": "hf_own"]).token == "hf_own")
        }
    }
}
