import Foundation
import SystemPackage
import TestSupport
import Testing

/// What the tool says of itself. With RETRIEVE_UPDATE_SNAPSHOTS=1 in the environment the snapshots are written anew.
struct HelpTests {
    @Test(arguments: [["--help"], ["-h"]])
    func helpIsAsItWas(arguments: [String]) throws {
        let run = try BuiltBinary().run(arguments, in: Fixtures.repository)
        #expect(run.status == 0)
        #expect(run.errors.isEmpty)
        let snapshot = Fixtures.repository.appending("Tests/EndToEndTests/Snapshots/help.txt")
        if ProcessInfo.processInfo.environment["RETRIEVE_UPDATE_SNAPSHOTS"] == "1" {
            try Data(run.output).write(to: URL(fileURLWithPath: snapshot.string))
        }
        #expect(run.text == String(decoding: try contents(of: snapshot), as: UTF8.self))
    }

    @Test func helpNamesEveryOptionOfASearch() throws {
        let help = try BuiltBinary().run(["--help"], in: Fixtures.repository).text
        for option in [
            "--gallery", "--train", "--metric", "--top", "--size", "--resample", "--format", "--null", "--threshold",
            "--exclude-query", "--orientation", "--background", "--threads",
            "--progress", "--quiet", "--strict", "--max-megapixels",
        ] {
            #expect(help.contains(option), "\(option)")
        }
    }

    @Test func theVersionIsALine() throws {
        let run = try BuiltBinary().run(["--version"], in: Fixtures.repository)
        #expect(run.status == 0)
        #expect(run.errors.isEmpty)
        #expect(run.text.wholeMatch(of: #/\d+\.\d+\.\d+\n/#) != nil)
    }
}
