import Files
import SystemPackage

/// A file of data that the user named: its bytes, or the sentence why it cannot be used.
struct NamedFile {
    /// The name, as given; `-` for standard input.
    let name: String
    /// What it is for, as in `the baseline`.
    let role: String
    /// What it holds, as in `JSON or CSV`.
    let format: String
    /// What helps where there is no such file.
    var remedy = "check its path"
    /// The most bytes that are read.
    var limit = 1 << 30

    /// Returns what `parse` makes of the bytes.
    ///
    /// - Parameter describe: Continues a sentence that names the file with the cause why the bytes are no such data.
    func read<Value, Cause: Error>(
        _ parse: ([UInt8]) throws(Cause) -> Value, describe: (Cause) -> String
    ) throws(CommandFailure) -> Value {
        do {
            let path = FilePath(name == "-" ? "/dev/stdin" : name)
            return try parse(try FileReader().withContents(of: path, limit: limit, acceptsPipes: true) { Array($0) })
        } catch FileError.system(.noSuchFileOrDirectory) {
            throw failure("there is no such file; \(remedy)")
        } catch FileError.system(let error) {
            throw failure("\(error); check the path and its permissions")
        } catch let error as Cause {
            throw failure(describe(error))
        } catch {
            throw failure("it is no file of \(format)")
        }
    }

    private func failure(_ reason: String) -> CommandFailure {
        CommandFailure(.trouble, "cannot read \(role) \(name): \(reason)")
    }
}
