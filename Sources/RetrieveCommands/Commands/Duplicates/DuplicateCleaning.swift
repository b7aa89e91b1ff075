import Duplicates
import Gallery
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
            action, trash: Trash(home: Trash.home()), journal: journal, check: SamenessCheck(request))
        let totals = try perform(steps, run, journal.path)
        surroundings.say(action.report(totals, log: journal.path))
        if totals.leftCount > 0 { throw CommandFailure.left(totals.leftCount) }
    }

    private func journal() throws(CommandFailure) -> ActionJournal {
        let path = keeping.log.map { FilePath($0) } ?? ActionJournal.freePath(surroundings.logName)
        do throws(Errno) {
            return try ActionJournal(path)
        } catch {
            throw .cannotLog(to: path, error)
        }
    }

    private func perform(_ steps: [ActionStep], _ run: ActionRun, _ log: FilePath) throws(CommandFailure) -> ActionTotals {
        let progress = surroundings.progress("Tidying", total: steps.count)
        defer { progress.finish() }
        do {
            return try run.perform(steps) { step, outcome in
                if case .left(let reason) = outcome { surroundings.say("left \(step.file.path) alone: \(reason.sentence)") }
                progress.advance(by: 1)
            }
        } catch {
            throw .cannotGoOn(log: log, error)
        }
    }

    private func confirm(_ result: DuplicateResult) throws(CommandFailure) {
        if keeping.yes { return }
        guard surroundings.canAsk else { throw .unconfirmed(action, result) }
        guard surroundings.isConfirmed("\(action.name) \(result.surplus)?") else {
            throw CommandFailure(.done, "nothing was done")
        }
    }
}

extension KeepingOptions {
    /// Fails where files would be moved into a folder that is searched.
    func refuseTarget(in request: DuplicateRequest) throws(CommandFailure) {
        guard case .move(let target) = chosenAction, let folder = request.searchedFolder(around: target) else { return }
        throw .target(target, liesIn: folder)
    }
}
