import Embeddings
import Metrics
import SystemPackage
import TestSupport
import Testing
@testable import VectorStores

/// Whatever is in the file, it is told or harmless: never a crash.
struct HNSWDamageTests {
    private let identity = [UInt8](repeating: 7, count: 16)
    /// Some are equal, so that a file has all its sections.
    private let rows = select(Array(0..<54) + [3, 3, 17, 40, 40, 5], of: clusteredVectors(60, dimension: 8))

    /// Calls `body` with the bytes of a sound file.
    private func withFile(_ body: (TemporaryFolder, [UInt8]) throws -> Void) throws {
        try withTemporaryFolder { folder throws in
            let settings = HNSWSettings(m: 4, efConstruction: 20)
            _ = try HNSWUpdate(folder("graph"), settings: settings, kernels: kernels, threads: 1)(
                EmbeddingTable(rows), identity: identity)
            try body(folder, try contents(of: folder("graph")))
        }
    }

    private func open(_ folder: TemporaryFolder) throws(StoreError) -> HNSWSearch {
        try HNSWSearch(folder("graph"), rows: EmbeddingTable(rows), identity: identity, kernels: kernels)
    }

    @Test func everyTruncationIsTold() throws {
        try withFile { folder, bytes throws in
            for count in stride(from: 0, to: bytes.count, by: 37) {
                try folder.write(Array(bytes[..<count]), to: "graph")
                let error = #expect(throws: StoreError.self) { try open(folder) }
                #expect(isOneLine(shownSentence(error)))
            }
        }
    }

    @Test func everyChangedByteIsToldOrHarmless() throws {
        try withFile { folder, bytes throws in
            let queries = clusteredVectors(3, dimension: 8, seed: 3)
            for place in bytes.indices {
                var damaged = bytes
                damaged[place] ^= 0x41
                try folder.write(damaged, to: "graph")
                // Only what an update reads is not looked at by a search.
                if let store = try? open(folder) { _ = try store.nearest(to: queries, count: 3, metric: .l2, threads: 1) }
            }
        }
    }

    /// Made by someone who knows the checksums.
    @Test func everyChangedNumberUnderARightChecksumIsToldOrHarmless() throws {
        try withFile { folder, bytes throws in
            let queries = clusteredVectors(3, dimension: 8, seed: 3)
            for place in stride(from: 12, to: bytes.count, by: 4) {
                for value in [UInt32.max, 60, 0x0001_0001, 0x7fff_ffff] {
                    var crafted = bytes
                    withUnsafeBytes(of: value.littleEndian) { crafted.replaceSubrange(place..<place + 4, with: $0) }
                    sign(&crafted)
                    try folder.write(crafted, to: "graph")
                    if let store = try? open(folder) { _ = try store.nearest(to: queries, count: 3, metric: .l2, threads: 1) }
                }
            }
        }
    }

    /// Puts right checksums in, where the header still tells where the sections are.
    private func sign(_ bytes: inout [UInt8]) {
        func number(_ offset: Int, _ size: Int) -> Int {
            bytes[offset..<offset + size].reversed().reduce(0) { $0 &<< 8 | Int($1) }
        }
        guard let layout = HNSWLayout(m: number(16, 4), nodes: number(40, 8), upper: number(56, 8), members: number(104, 8)),
            layout.end <= bytes.count
        else { return }
        func put(_ value: UInt64, at offset: Int) {
            withUnsafeBytes(of: value.littleEndian) { bytes.replaceSubrange(offset..<offset + 8, with: $0) }
        }
        put(bytes.withUnsafeBytes { checksum($0[128..<layout.fingerprints]) }, at: 88)
        put(bytes.withUnsafeBytes { checksum($0[layout.fingerprints...]) }, at: 96)
        put(bytes.withUnsafeBytes { checksum($0[..<120]) }, at: 120)
    }

    @Test func aNewerVersionIsTold() throws {
        try withFile { folder, bytes throws in
            var newer = bytes
            newer[8] = 3
            try folder.write(newer, to: "graph")
            #expect(throws: StoreError.newerGraph(folder("graph"), version: 3)) { try open(folder) }
        }
    }

    @Test func aDamagedGraphIsMadeAnew() throws {
        try withFile { folder, bytes throws in
            try folder.write(Array(bytes.dropLast()), to: "graph")
            let summary = try HNSWUpdate(
                folder("graph"), settings: HNSWSettings(m: 4, efConstruction: 20), kernels: kernels, threads: 1)(
                    EmbeddingTable(rows), identity: identity)
            #expect(summary == .init(added: 60, removed: 0, kept: 0))
            _ = try open(folder)
        }
    }
}
