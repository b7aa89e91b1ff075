import Foundation
import SystemPackage

/// The program that runs a Chroma server: that in RETRIEVE_CHROMA, or the one that Scripts/install-chroma has installed. To be
/// started by `chroma.py`; nil where there is none.
package let chromaProgram: String? = [
    ProcessInfo.processInfo.environment["RETRIEVE_CHROMA"],
    Fixtures.repository.appending(".build/chroma/bin/chroma").string,
].compactMap(\.self).first { FileManager.default.isExecutableFile(atPath: $0) }
