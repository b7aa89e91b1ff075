import Files
package import SystemPackage

/// A folder that holds a model in OpenCLIP's own format, opened and checked.
package struct CLIPModelFolder: Sendable {
    package static let configName = "open_clip_config.json"
    package static let weightsName = "open_clip_model.safetensors"

    package let path: FilePath
    package let config: CLIPConfig
    package let tensors: SafeTensors
    /// The contents of the configuration file.
    let configBytes: [UInt8]

    package init(_ path: FilePath) throws(ModelError) {
        self.path = path
        let configPath = path.appending(Self.configName)
        configBytes = try Self.contents(of: configPath)
        config = try Self.config(configBytes, at: configPath, of: path)
        tensors = try SafeTensors(path.appending(Self.weightsName))
    }

    /// For people: the folder's name, or, in the cache of Hugging Face's hub, whose folders are named by commits, the model's
    /// there.
    package var name: String {
        let parts = path.components.suffix(3).map(\.string)
        if parts.count == 3, parts[1] == "snapshots", parts[0].hasPrefix("models--") {
            return parts[0].dropFirst("models--".count).split(separator: "--").joined(separator: "/")
        }
        return parts.last ?? path.string
    }

    private static func config(_ bytes: [UInt8], at path: FilePath, of folder: FilePath) throws(ModelError) -> CLIPConfig {
        do throws(ConfigFlaw) {
            return try CLIPConfig(json: bytes)
        } catch {
            switch error {
            case .damaged(let detail): throw ModelError(.damaged(detail), path)
            case .unsupported(let detail): throw ModelError(.unsupported(detail), folder)
            }
        }
    }

    private static func contents(of path: FilePath) throws(ModelError) -> [UInt8] {
        do {
            return try FileReader().withContents(of: path, limit: 1 << 20) { bytes in
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
            throw ModelError(.damaged("it is no small file of text"), path)
        }
    }
}
