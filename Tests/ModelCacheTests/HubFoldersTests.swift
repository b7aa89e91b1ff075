import ModelCache
import SystemPackage
import Testing

/// The variables that other tools of the hub go by.
struct HubFoldersTests {
    @Test(
        arguments: [
            (["HOME": "/me"], "/me/.cache/huggingface", "/me/.cache/huggingface/hub"),
            (["HOME": "/me", "XDG_CACHE_HOME": "/x"], "/x/huggingface", "/x/huggingface/hub"),
            (["HOME": "/me", "XDG_CACHE_HOME": "~/x"], "/me/x/huggingface", "/me/x/huggingface/hub"),
            (["HOME": "/me", "XDG_CACHE_HOME": "/x", "HF_HOME": "/data/hf"], "/data/hf", "/data/hf/hub"),
            (["HOME": "/me", "HF_HOME": "~/hf"], "/me/hf", "/me/hf/hub"),
            (["HOME": "/me", "HF_HOME": "/data/hf", "HF_HUB_CACHE": "/models"], "/data/hf", "/models"),
            (["HOME": "/me", "HF_HUB_CACHE": "~"], "/me/.cache/huggingface", "/me"),
        ] as [([String: String], FilePath, FilePath)])
    func foldersAreWhereTheyAreSaidToBe(variables: [String: String], home: FilePath, cache: FilePath) {
        let folders = HubFolders { variables[$0] }
        #expect(folders.home == home)
        #expect(folders.cache == cache)
    }

    @Test func aTildeIsTheUsersFolder() {
        let folders = HubFolders { $0 == "HOME" ? "/me" : nil }
        #expect(folders.path("~/token") == "/me/token")
        #expect(folders.path("/a/~/token") == "/a/~/token")
    }
}
