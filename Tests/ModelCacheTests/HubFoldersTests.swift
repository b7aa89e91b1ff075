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
            (["HOME": "/me", "HUGGINGFACE_HUB_CACHE": "/old"], "/me/.cache/huggingface", "/old"),
            (["HOME": "/me", "HUGGINGFACE_HUB_CACHE": "/old", "HF_HUB_CACHE": "/new"], "/me/.cache/huggingface", "/new"),
            (["HOME": "/me", "SCRATCH": "/fast", "HF_HOME": "$SCRATCH/hf"], "/fast/hf", "/fast/hf/hub"),
            (["HOME": "/me", "A_1": "/a", "HF_HOME": "${A_1}2/$NONE/${NONE}"], "/a2/$NONE/${NONE}", "/a2/$NONE/${NONE}/hub"),
            (["HOME": "/me", "HF_HUB_CACHE": "$HOME/$"], "/me/.cache/huggingface", "/me/$"),
        ] as [([String: String], FilePath, FilePath)])
    func foldersAreWhereTheyAreSaidToBe(variables: [String: String], home: FilePath, cache: FilePath) {
        let folders = HubFolders { variables[$0] }
        #expect(folders.home == home)
        #expect(folders.cache == cache)
    }

    @Test func aTildeIsTheUsersFolder() {
        func path(_ text: String) -> FilePath { HubFolders.path(text) { $0 == "HOME" ? "/me" : nil } }
        #expect(path("~/token") == "/me/token")
        #expect(path("/a/~/token") == "/a/~/token")
    }
}
