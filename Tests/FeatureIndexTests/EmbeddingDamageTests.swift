@testable import FeatureIndex
import Files
import Search
import SystemPackage
import TestSupport
import Testing

/// Embeddings that are damaged, or made to mislead, end in one sentence or do no harm.
struct EmbeddingDamageTests {
    @Test func everyFlippedByteOfTheHeaderAndTheRowsIsFoundAtOpening() throws {
        try withSmallGallery { gallery, path, layout in
            for offset in 0..<layout.strings.upperBound {
                for mask in [1 << (offset % 8), 0xff] as [UInt8] {
                    try flip(path, at: offset, with: mask)
                    #expect("byte \(offset), mask \(mask)") { try gallery.openEmbeddings(TestEmbedder()) } throws: {
                        isDamage($0)
                    }
                    try flip(path, at: offset, with: mask)
                }
            }
        }
    }

    @Test func everyFlippedByteOfAnEmbeddingIsFoundByASearchAndByVerifying() throws {
        try withSmallGallery { gallery, path, layout in
            let query = [gallery.gallery.appending("1.png")]
            #expect(layout.samples.count == 3 * TestEmbedder.dimension * 4)
            for offset in layout.samples {
                try flip(path, at: offset)
                #expect("byte \(offset)") { try gallery.indexedAnswers(query, TestEmbedder()) } throws: { isDamage($0) }
                #expect("byte \(offset)") { try Segment(path).verify() } throws: { isDamage($0) }
                try flip(path, at: offset)
            }
            try Segment(path).verify()
        }
    }

    @Test func everyFlippedByteOfACodeIsFoundByASearchAndByVerifying() throws {
        try withSmallGallery { _, path, layout in
            for offset in layout.codes {
                try flip(path, at: offset)
                let segment = try Segment(path)
                #expect("byte \(offset)") { try segment.withCodes(0..<3) { _, _ in } } throws: { isDamage($0) }
                #expect("byte \(offset)") { try segment.verify() } throws: { isDamage($0) }
                try flip(path, at: offset)
            }
        }
    }

    @Test(arguments: [Float.nan, -1, -Float.infinity], [0, 4, 8, 12])
    func parametersThatNoEmbeddingHasAreFoundThoughTheirChecksumIsRight(number: Float, offset: Int) throws {
        try withSmallGallery { gallery, path, layout in
            var file = try CraftedFile(path)
            file.put(number.bitPattern, at: layout.quantizationRows.lowerBound + QuantizationParameters.size + offset)
            file.sealSegment(layout)
            try gallery.folder.write(file.bytes, to: path)
            #expect { try Segment(path) } throws: { isDamage($0) }
        }
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, -1])
    func normsThatNoEmbeddingHasAreFoundThoughTheirChecksumIsRight(norm: Double) throws {
        try withSmallGallery { gallery, path, layout in
            var file = try CraftedFile(path)
            file.put(norm.bitPattern, at: layout.rows.lowerBound)
            file.sealSegment(layout)
            try gallery.folder.write(file.bytes, to: path)
            #expect { try Segment(path) } throws: { isDamage($0) }
        }
    }

    @Test func whatARowOfEmbeddingsLeavesEmptyHasToBeZero() throws {
        try withSmallGallery { gallery, path, layout in
            var file = try CraftedFile(path)
            file.put(1 as UInt64, at: layout.rows.lowerBound + 8)
            file.sealSegment(layout)
            try gallery.folder.write(file.bytes, to: path)
            #expect { try Segment(path) } throws: { isDamage($0) }
        }
    }

    @Test func theCentreOfQuantisationHasToBeFinite() throws {
        try withSmallGallery { gallery, path, layout in
            var file = try CraftedFile(path)
            file.put(Float.infinity.bitPattern, at: layout.quantizationCentre.upperBound - 4)
            file.sealSegment(layout)
            try gallery.folder.write(file.bytes, to: path)
            #expect { try Segment(path) } throws: { isDamage($0) }
        }
    }

    @Test func everyTruncationIsFound() throws {
        try withSmallGallery { gallery, path, _ in
            let sound = try contents(of: path)
            for count in Array(0..<300) + stride(from: 300, to: sound.count, by: 97) + [sound.count - 1] {
                try gallery.folder.write(Array(sound[..<count]), to: path)
                #expect("\(count) bytes") { try gallery.openEmbeddings(TestEmbedder()) } throws: { isDamage($0) }
            }
            try gallery.folder.write(sound + [0], to: path)
            #expect { try gallery.openEmbeddings(TestEmbedder()) } throws: { isDamage($0) }
        }
    }

    @Test func embeddingsInEachOthersPlacesAreFound() throws {
        try withSmallGallery { gallery, path, layout in
            var bytes = try contents(of: path)
            let (start, size) = (layout.samples.lowerBound, layout.sampleStride)
            for byte in 0..<size { bytes.swapAt(start + byte, start + size + byte) }
            try gallery.folder.write(bytes, to: path)
            #expect { try Segment(path).verify() } throws: { isDamage($0) }
        }
    }

    @Test(arguments: [Float.nan, .infinity, 1e38, 3])
    func numbersThatDoNotHaveTheirNormAreFoundThoughTheirChecksumIsRight(number: Float) throws {
        try withSmallGallery { gallery, path, layout in
            let identifier = try Segment(path).identifier
            var file = try CraftedFile(path)
            file.put(number.bitPattern, at: layout.samples.lowerBound + 8)
            let row = layout.samples.lowerBound..<layout.samples.lowerBound + layout.sampleStride
            let sum = file.sum(row, seed: SegmentLayout.seed(segment: identifier, level: 0, row: 0))
            file.put(sum, at: layout.rows.lowerBound + 48)
            file.sealSegment(layout)
            try gallery.folder.write(file.bytes, to: path)
            #expect { try Segment(path).verify() } throws: { isDamage($0) }
        }
    }

    @Test func headersMadeToMisleadAreFound() throws {
        try withSmallGallery { gallery, path, layout in
            let sound = try CraftedFile(path)
            // Counts, lengths, and a key whose dimension is none, too large, or of another matrix.
            let changes: [(Int, UInt32)] = [
                (16, .max), (16, 4), (20, .max), (24, .max), (28, .max), (8, 1), (32, 1), (64 + 17, 0), (64 + 17, 1 << 17),
                (64 + 17, 76), (64 + 21, .max), (64, 7),
            ]
            for (offset, value) in changes {
                var file = sound
                file.put(value, at: offset)
                file.sealSegmentHeader()
                try gallery.folder.write(file.bytes, to: path)
                // Only pixels may be stored besides; and sections of 75 and of 76 numbers end at the same multiples of 64.
                let looksRight = offset == 32 || value == 76
                if !looksRight { #expect("\(offset): \(value)") { try Segment(path) } throws: { isDamage($0) } }
                #expect { try gallery.openEmbeddings(TestEmbedder()) } throws: { isDamage($0) }
            }
        }
    }

    @Test func theNextRunRepairsADamagedListOfFiles() throws {
        try withSmallGallery { gallery, path, _ in
            try flip(path, at: 300)
            let embedder = TestEmbedder()
            #expect(try gallery.update(embedder).images == 3)
            #expect(embedder.embeddedCount == 3)
        }
    }

    @Test func aDamagedEmbeddingIsNotTakenAlongWhenItsFileMoves() throws {
        try withSmallGallery { gallery, path, layout in
            try flip(path, at: layout.samples.lowerBound)
            try move(gallery.gallery.appending("1.png"), to: gallery.gallery.appending("9.png"))
            let embedder = TestEmbedder()
            #expect(try gallery.update(embedder).added == 1)
            #expect(embedder.embeddedCount == 1)
        }
    }

    private func withSmallGallery(_ body: (IndexedFolder, FilePath, SegmentLayout) throws -> Void) throws {
        try withIndexedFolder(isFilled: false) { gallery in
            for seed in 1...3 as ClosedRange<UInt64> {
                try gallery.folder.write(png(.blobs, seed: seed), to: "gallery/\(seed).png")
            }
            try gallery.folder.write([], to: "gallery/empty.png")
            try gallery.update(TestEmbedder())
            let path = try gallery.segmentPaths()[0]
            try body(gallery, path, try Segment(path).layout)
        }
    }

    private func isDamage(_ error: any Error) -> Bool {
        (error as? IndexError)?.isDamage == true && isOneLine("\(error)")
    }
}
