import Files
import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Models

/// A model's digest is remembered while its files stay as they are, and whatever happens to what is remembered, it is right.
@Suite struct ModelDigestTests {
    @Test func whatIsRememberedIsUsed() throws {
        try withSetting { at in
            #expect(try at.digest() == at.computed)
            let place = try #require(at.kept.first)
            #expect(at.kept.count == 1)
            let record = try #require(DigestRecord(place))
            #expect(record.digest == at.computed)
            let other = [UInt8](repeating: 7, count: at.computed.count)
            try at.folder.write(DigestRecord(key: record.key, digest: other).bytes, to: "cache/\(place.lastComponent!.string)")
            #expect(try at.digest() == other)
        }
    }

    @Test func changedFilesAreReadAgain() throws {
        try withSetting { at in
            #expect(try at.digest() == at.computed)
            var weights = try contents(of: at.model.appending(OpenCLIPModel.weightsName))
            weights[weights.count - 1] ^= 1
            try at.folder.write(weights, to: "model/\(OpenCLIPModel.weightsName)")
            let changed = try at.digest()
            #expect(changed != at.computed)
            weights[weights.count - 1] ^= 1
            try at.folder.write(weights, to: "model/\(OpenCLIPModel.weightsName)")
            try at.settle()
            #expect(try at.digest() == at.computed)
            let config = try contents(of: at.model.appending(OpenCLIPModel.configName))
            try at.folder.write(config + [0x20], to: "model/\(OpenCLIPModel.configName)")
            #expect(try at.digest() != at.computed)
        }
    }

    @Test func damageIsHarmless() throws {
        try withSetting { at in
            #expect(try at.digest() == at.computed)
            let place = try #require(at.kept.first)
            let name = "cache/\(place.lastComponent!.string)"
            let bytes = try contents(of: place)
            for index in bytes.indices {
                var damaged = bytes
                damaged[index] ^= 0x10
                try at.folder.write(damaged, to: name)
                #expect(DigestRecord(place) == nil)
            }
            for count in 0..<bytes.count {
                try at.folder.write(Array(bytes.prefix(count)), to: name)
                #expect(DigestRecord(place) == nil)
            }
            try at.folder.write(bytes + [0], to: name)
            #expect(DigestRecord(place) == nil)
            #expect(try at.digest() == at.computed)
            #expect(DigestRecord(place)?.digest == at.computed)
        }
    }

    @Test func whatMayHaveChangedWithinATickIsNotRemembered() throws {
        try withSetting { at in
            let weights = at.model.appending(OpenCLIPModel.weightsName)
            let later = [timespec(tv_sec: 4_000_000_000, tv_nsec: 0), timespec(tv_sec: 4_000_000_000, tv_nsec: 0)]
            #expect(weights.withPlatformString { utimensat(AT_FDCWD, $0, later, 0) } == 0)
            let digest = try at.digest()
            #expect(digest == at.computed)
            #expect(at.kept.isEmpty)
        }
    }

    @Test func smallWeightsAreNotWorthIt() throws {
        try withSetting { at in
            let digest = try at.digest(worthKeeping: 1 << 30)
            #expect(digest == at.computed)
            #expect(at.kept.isEmpty)
        }
    }

    @Test func withoutACacheItIsComputed() throws {
        try withSetting { at in
            for place: FilePath in ["/dev/null/none", "/proc/none"] {
                let digest = try CLIPModelFolder(at.model).digest(threads: 2, cache: UserCache(folder: place), worthKeeping: 0)
                #expect(digest == at.computed)
            }
        }
    }
}

/// A small model in a folder, and a cache beside it.
private struct Setting {
    let folder: TemporaryFolder
    let model: FilePath
    let cache: UserCache
    /// The digest, computed of the files as they are at first.
    let computed: [UInt8]

    init(_ folder: TemporaryFolder) throws {
        self.folder = folder
        for file in [OpenCLIPModel.configName, OpenCLIPModel.weightsName] {
            try folder.copy("clip/exact/\(file)", to: "model/\(file)")
        }
        model = folder("model")
        cache = UserCache(folder: folder("cache"))
        computed = try CLIPModelFolder(model).digest(threads: 1, cache: UserCache(folder: nil))
        try settle()
    }

    /// Waits until whatever is written next will show in the times of the weights.
    func settle() throws {
        let status = try FileStatus(of: model.appending(OpenCLIPModel.weightsName))
        waitForLaterModification(than: [status.modified, status.changed])
        while try !FileStatus(of: model.appending(OpenCLIPModel.weightsName)).isSettled {}
    }

    func digest(worthKeeping: Int = 0) throws -> [UInt8] {
        try CLIPModelFolder(model).digest(threads: 2, cache: cache, worthKeeping: worthKeeping)
    }

    var kept: [FilePath] {
        ((try? directoryEntries(folder("cache"))) ?? []).map { folder("cache").appending($0.name.string) }
    }
}

private func withSetting(_ body: (Setting) throws -> Void) throws {
    try withTemporaryFolder { try body(try Setting($0)) }
}
