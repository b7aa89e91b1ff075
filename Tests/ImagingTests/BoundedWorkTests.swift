import Imaging
import TestSupport
import Testing

/// Files that ask for much work to no end are read without it, or refused by their headers.
struct BoundedWorkTests {
    /// Each text inflates to five megabytes, which is more than Pillow takes.
    @Test func textsThatNobodyNeedsAreNotInflated() throws {
        let bomb = try Fixtures.bytes("bad/ztxt_bomb.png"), plain = try Fixtures.bytes("decode/rgb_8_31x22.png")
        let text = try bomb[place(of: "zTXt", in: bomb)..<place(of: "IDAT", in: bomb)]
        let place = try place(of: "IDAT", in: plain)
        let texts = Array([ArraySlice<UInt8>](repeating: text, count: 5000).joined())
        #expect(try decoded(plain[..<place] + texts + plain[place...]).image == decoded(plain).image)
    }

    /// It inflates to five megabytes, which Pillow takes for an attack.
    @Test func aLargeProfileIsNotLookedAt() throws {
        let bomb = try Fixtures.bytes("bad/ztxt_bomb.png"), plain = try Fixtures.bytes("decode/rgb_8_31x22.png")
        let text = try bomb[place(of: "zTXt", in: bomb)..<place(of: "IDAT", in: bomb)]
        let place = try place(of: "IDAT", in: plain)
        let profile = PNGFile.chunk("iCCP", Array(text.dropFirst(8).dropLast(4)))
        #expect(try decoded(plain[..<place] + profile + plain[place...]).image == decoded(plain).image)
    }

    /// Each chunk costs a little; none costs a walk over those before it.
    @Test(arguments: ["IDAT", "tEXt", "prVt"])
    func manyTinyChunksAreRead(kind: String) throws {
        let plain = try Fixtures.bytes("decode/rgb_8_31x22.png")
        let place = try place(of: "IDAT", in: plain)
        let empty = PNGFile.chunk(kind, [])
        let file = plain[..<place] + Array([[UInt8]](repeating: empty, count: 200_000).joined()) + plain[place...]
        #expect(try decoded(file).image == decoded(plain).image)
    }

    @Test func manyApplicationSegmentsAreRead() throws {
        let plain = try Fixtures.bytes("decode/grayscale.jpg")
        for payload in [Array("Exif\0\0".utf8), Array("other".utf8)] {
            let segment: [UInt8] = [0xff, 0xe1, 0, UInt8(payload.count + 2)] + payload
            let file = plain[..<2] + Array([[UInt8]](repeating: segment, count: 300_000).joined()) + plain[2...]
            #expect(try decoded(file).image == decoded(plain).image)
        }
    }

    /// A progressive picture of twelve megapixels, of whose scans there are the headers alone.
    @Test(arguments: [100, 499, 5000])
    func aLargePictureOfManyScansIsRefusedByItsMarkers(count: Int) throws {
        let file = try progressive(scans: count, height: 3000, width: 4000)
        let refused = try #require(refusal(of: file))
        #expect("\(refused)".contains("more scans than a picture of its size may have"))
    }

    @Test func aSmallPictureOfManyScansIsRead() throws {
        let plain = try Fixtures.bytes("decode/progressive_420_97x61.jpg")
        #expect(try decoded(progressive(scans: 300)).image == decoded(plain).image)
        #expect("\(try #require(refusal(of: progressive(scans: 600))))".contains("more scans"))
    }

    /// A progressive picture whose first scan stands there again and again; other sides may be claimed.
    private func progressive(scans: Int, height: Int? = nil, width: Int? = nil) throws -> [UInt8] {
        var file = try Fixtures.bytes("decode/progressive_420_97x61.jpg")
        let frame = try #require(offset(of: 0xc2, in: file))
        for (place, side) in [(5, height), (7, width)] {
            guard let side else { continue }
            (file[frame + place], file[frame + place + 1]) = (UInt8(side >> 8), UInt8(side & 0xff))
        }
        let first = try #require(offset(of: 0xda, in: file))
        let end = try #require(file.indices.dropFirst(first + 4).first { file[$0] == 0xff && file[$0 + 1] > 0 })
        let copies = Array([ArraySlice<UInt8>](repeating: file[first..<end], count: scans).joined())
        return file[..<first] + copies + file[first...]
    }

    /// Where a marker stands.
    private func offset(of marker: UInt8, in file: [UInt8]) -> Int? {
        var place = 2
        while place + 4 < file.count, file[place + 1] != marker {
            place += 2 + (Int(file[place + 2]) << 8 | Int(file[place + 3]))
        }
        return place + 4 < file.count ? place : nil
    }

    /// Where the first chunk called `name` begins.
    private func place(of name: String, in file: [UInt8]) throws -> Int {
        let name = Array(name.utf8)
        return try #require(file.indices.dropLast(4).first { Array(file[$0..<$0 + 4]) == name }) - 4
    }
}
