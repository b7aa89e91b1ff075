import Duplicates
import Files
import Gallery
import Reports
import SystemPackage

/// Does to files that are not kept what was asked for, once that is confirmed.
struct DuplicateCleaning {
    let action: DuplicateAction
    let keeping: KeepingOptions
    let surroundings: DuplicateSurroundings

    func run(_ result: DuplicateResult, _ request: DuplicateRequest) throws {
        let steps = [ActionStep](result, request)
        if keeping.dryRun {
            return try writeResults(
                Array(steps.map { "would \(action.name) \($0.file.path), keeping \($0.keeper.path)\n" }.joined().utf8))
        }
        try confirm(result)
        let journal = try journal()
        let run = ActionRun(
            action, trash: Trash(home: surroundings.homeTrash), journal: journal, check: SamenessCheck(request))
        var counts = (done: 0, left: 0, bytes: 0)
        let progress = surroundings.progress("Tidying", total: steps.count)
        defer { progress.finish() }
        for step in steps {
            switch try perform(step, run, journal.path) {
            case .done: counts = (counts.done + 1, counts.left, counts.bytes + step.file.status.size)
            case .left(let reason):
                counts.left += 1
                surroundings.say("left \(step.file.path) alone: \(reason.sentence)")
            }
            progress.advance(by: 1)
        }
        surroundings.say(
            "\(action.report(counted(counts.done, "file"))), \(megabytes(counts.bytes)); the log is \(journal.path)")
        if counts.left > 0 { throw CommandFailure(.trouble, "left \(counted(counts.left, "file")) alone") }
    }

    private func journal() throws(CommandFailure) -> ActionJournal {
        if let log = keeping.log { return try journal(FilePath(log)) }
        let name = surroundings.logName
        // Another run may have begun in this very second.
        for number in 1...100 {
            let path = FilePath(number == 1 ? "\(name).log" : "\(name)-\(number).log")
            if (try? FileStatus(of: path)) == nil { return try journal(path) }
        }
        return try journal(FilePath("\(name).log"))
    }

    private func journal(_ path: FilePath) throws(CommandFailure) -> ActionJournal {
        do throws(Errno) {
            return try ActionJournal(path)
        } catch .fileExists {
            throw CommandFailure(.trouble, "cannot log to \(path): it is there already; name another with --log")
        } catch {
            throw CommandFailure(
                .trouble, "cannot log to \(path) (\(error)), so nothing was done; name a file that can be made with --log")
        }
    }

    private func perform(_ step: ActionStep, _ run: ActionRun, _ log: FilePath) throws(CommandFailure) -> ActionOutcome {
        do {
            return try run.perform(step)
        } catch {
            throw CommandFailure(
                .trouble, "cannot write the log \(log) (\(error)), so nothing more was done; make room and run it again")
        }
    }

    private func confirm(_ result: DuplicateResult) throws(CommandFailure) {
        if keeping.yes { return }
        let amount = "\(counted(result.surplusCount, "file")), \(megabytes(result.surplusBytes))"
        guard surroundings.canAsk else {
            throw CommandFailure(.usage, "--action \(action.name) changes files (\(amount)); confirm with --yes")
        }
        guard surroundings.isConfirmed("\(action.name) \(amount)?") else {
            throw CommandFailure(.done, "nothing was done")
        }
    }
}

extension KeepingOptions {
    /// Fails where files would be moved into a folder that is searched.
    func refuseTarget(in request: DuplicateRequest) throws(CommandFailure) {
        guard case .move(let target) = chosenAction, let place = try? target.nearestFolder.resolved() else { return }
        for folder in request.folders + request.references {
            guard let searched = try? folder.resolved(), place.starts(with: searched) else { continue }
            throw CommandFailure(.usage, "--into \(target) lies in \(folder), which is searched; name a folder elsewhere")
        }
    }
}

extension FilePath {
    /// The path itself, or the nearest folder above it that is there.
    fileprivate var nearestFolder: FilePath {
        var path = self
        while (try? FileStatus(of: path.isEmpty ? "." : path)) == nil, !path.isEmpty { path.removeLastComponent() }
        return path.isEmpty ? "." : path
    }
}
