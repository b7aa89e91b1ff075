import ModelCache
import Testing

/// Names are those that the hub allows, and lead to one folder of the cache.
struct HubModelNameTests {
    @Test(arguments: ["", "a/b/c", "../etc", "org/..", "org/-a", "org/a--b", "org/a b", "/a", "a/", "org/ä"])
    func namesThatAreNone(name: String) {
        #expect(HubModelName(name) == nil)
    }

    @Test func namesAndFoldersBelongTogether() {
        for name in ["laion/CLIP-ViT-B-32-laion2B-s34B-b79K", "gpt2", "org/a.b_c-d"] {
            let model = HubModelName(name)
            #expect(model.flatMap { HubModelName(folder: $0.folder) } == model)
        }
        #expect(HubModelName("org/name")?.folder == "models--org--name")
        #expect(HubModelName(folder: "datasets--org--name") == nil)
    }
}
