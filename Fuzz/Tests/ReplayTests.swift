import Foundation
import SystemPackage
import TestSupport
import Testing

/// Inputs that fuzzing begins with, and those that once did harm: reading any of them ends well, also where they are cut.
@Suite(.serialized) struct ReplayTests {
    @Test(arguments: Surface.allCases)
    func inputsDoNoHarm(surface: Surface) throws {
        let folder = Fixtures.repository.appending("Fuzz/Inputs").appending(surface.rawValue)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.string).sorted()
        #expect(!names.isEmpty)
        for name in names {
            let bytes = try contents(of: folder.appending(name))
            for part in 0...8 { surface.take(Array(bytes.prefix(bytes.count * part / 8))) }
        }
        surface.take([])
    }
}
