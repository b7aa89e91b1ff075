import ArgumentParser
import ModelCache
import ModelHub

/// `retrieve model list`: the models in the cache.
struct ModelListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the models in the cache.",
        discussion: """
            Prints one model per line, separated by tabs: its name, the branches and tags
            it was pulled by, its size in bytes, and its folder.
            """)

    func run() throws {
        let cache = HubCache(HubFolders().cache)
        let models: [CachedModel]
        do throws(HubError) { models = try cache.models() } catch { throw CommandFailure(.trouble, "\(error)") }
        guard !models.isEmpty else {
            throw CommandFailure(.negative, "there is no model in \(cache.path); 'retrieve model pull' downloads one")
        }
        let lines = models.map { model in
            let revisions = model.revisions.isEmpty ? String(model.commit.prefix(12)) : model.revisions.joined(separator: ",")
            return "\(model.name)\t\(revisions)\t\(model.size)\t\(model.folder)\n"
        }
        try writeResults(Array(lines.joined().utf8))
    }
}
