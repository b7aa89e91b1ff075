import Files
import SystemPackage

/// The small files of a model's folder.
struct ModelFiles: Sendable {
    let path: FilePath

    func has(_ name: String) -> Bool { (try? FileStatus(of: path.appending(name))) != nil }

    /// Whether the weights `name` are there, in one file or in shards.
    func hasWeights(_ name: String) -> Bool { has(name) || has("\(name).index.json") }

    func bytes(_ name: String) throws(ModelError) -> [UInt8] { try Self.contents(of: path.appending(name), limit: 1 << 20) }

    /// The JSON object in the file `name`.
    func object(_ name: String) throws(ModelError) -> ConfigObject {
        let bytes = try bytes(name)
        return try reading(name) { () throws(ConfigFlaw) in try ConfigObject(json: bytes) }
    }

    /// Calls `body`, which reads the file `name`, and makes what it throws an error of that file or of the folder.
    func reading<Result>(_ name: String, _ body: () throws(ConfigFlaw) -> Result) throws(ModelError) -> Result {
        do {
            return try body()
        } catch {
            switch error {
            case .damaged(let detail): throw ModelError(.damaged(detail), path.appending(name))
            case .unsupported(let detail): throw ModelError(.unsupported(detail), path)
            }
        }
    }

    static func contents(of path: FilePath, limit: Int) throws(ModelError) -> [UInt8] {
        do {
            return try FileReader().withContents(of: path, limit: limit) { bytes in
                if isGitLFSPointer(bytes) { throw ModelError(.pointer, path) }
                return Array(bytes)
            }
        } catch let error as ModelError {
            throw error
        } catch FileError.system(.noSuchFileOrDirectory) {
            throw ModelError(.missing, path)
        } catch FileError.system(let error) {
            throw ModelError(.system(error), path)
        } catch {
            throw ModelError(.damaged("it is no file of at most \(limit >> 20) MiB"), path)
        }
    }
}
