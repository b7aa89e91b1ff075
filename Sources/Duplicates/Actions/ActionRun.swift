import Files
import SystemPackage

/// Does to files what was planned: looks at each and at the file that is kept once more, notes what is to be done, does it, notes that
/// it is done.
///
/// Whenever the process ends, every picture is whole under one of its names: a file goes only after the one that is kept was found to be
/// as it was when they were compared, and copies are compared before originals go.
package struct ActionRun {
    private let action: DuplicateAction
    private let trash: Trash
    private let journal: ActionJournal
    private let check: SamenessCheck
    private let onStep: () throws -> Void
    private var relocation: FileRelocation { FileRelocation(onStep: onStep) }

    package init(_ action: DuplicateAction, trash: Trash, journal: ActionJournal, check: SamenessCheck) {
        self.init(action, trash: trash, journal: journal, check: check, onStep: {})
    }

    /// - Parameter onStep: Called between any two changes; tests stop there.
    init(
        _ action: DuplicateAction, trash: Trash, journal: ActionJournal, check: SamenessCheck,
        onStep: @escaping () throws -> Void
    ) {
        self.action = action
        self.trash = trash
        self.journal = journal
        self.check = check
        self.onStep = onStep
    }

    /// Does one step after the other.
    ///
    /// - Parameter onOutcome: Called after each of them.
    /// - Throws: When the log cannot be written: then nothing more may be done.
    package func perform(
        _ steps: [ActionStep], onOutcome: (ActionStep, ActionOutcome) -> Void
    ) throws -> ActionTotals {
        var totals = ActionTotals()
        for step in steps {
            let outcome = try perform(step)
            totals.add(outcome, of: step)
            onOutcome(step, outcome)
        }
        return totals
    }

    /// Does one step.
    ///
    /// - Throws: When the log cannot be written: then nothing more may be done.
    package func perform(_ step: ActionStep) throws -> ActionOutcome {
        if let reason = check.reason(against: step, action) { return try note(step, .left(reason)) }
        try onStep()
        try journal.write(fields(step, "begun", nil))
        try onStep()
        do {
            let target = try change(step)
            try onStep()
            return try note(step, .done(target))
        } catch let error as Errno {
            return try note(step, .left(reason(error, step)))
        }
    }

    /// Carries out a step, and returns the path where the file is now.
    private func change(_ step: ActionStep) throws -> FilePath? {
        let path = step.file.path
        switch action {
        case .trash: return try trash.take(path, relocation)
        case .move(let folder): return try move(step, to: folder)
        case .hardlink:
            try replace(path) { try addName($0, to: step.keeper.path) }
        case .symlink:
            let target = try step.keeper.path.resolved()
            try replace(path) { try makeSymbolicLink($0, to: target) }
        case .delete: try removeName(path)
        }
        return nil
    }

    /// Replaces the file atomically by what `make` makes beside it.
    private func replace(_ path: FilePath, _ make: (FilePath) throws -> Void) throws {
        let name = path.lastComponent?.string ?? "file"
        let beside = path.removingLastComponent().appending(".\(name).retrieve-link")
        removeFile(beside)
        try make(beside)
        try onStep()
        do {
            try replaceFile(path, by: beside)
        } catch {
            removeFile(beside)
            throw error
        }
        try onStep()
        try synchronizeFolder(of: path)
    }

    private func move(_ step: ActionStep, to folder: FilePath) throws -> FilePath {
        let relative = try step.file.path.relative(to: step.folder)
        // Never out of the folder, whatever links there are.
        let way =
            relative.components.contains { $0.kind != .regular } ? FilePath(root: nil, step.file.path.lastComponent) : relative
        let target = folder.appending(way.components)
        try makeFolders(target.removingLastComponent())
        try onStep()
        guard let name = target.lastComponent else { throw Errno.invalidArgument }
        for number in 1...10_000 {
            let free =
                number == 1
                ? target
                : target.removingLastComponent().appending(
                    "\(name.stem) (\(number))\(name.extension.map { ".\($0)" } ?? "")")
            do {
                try relocation.move(step.file.path, to: free)
                return free
            } catch Errno.fileExists {
                continue
            }
        }
        throw Errno.fileExists
    }

    private func reason(_ error: Errno, _ step: ActionStep) -> ActionOutcome.Reason {
        if error == .improperLink { return .otherFileSystem(step.keeper.path) }
        if action == .trash, error == .permissionDenied || error == .readOnlyFileSystem { return .noTrash(error) }
        return .system(error)
    }

    private func note(_ step: ActionStep, _ outcome: ActionOutcome) throws -> ActionOutcome {
        switch outcome {
        case .done(let target): try journal.write(fields(step, "done", nil) + [("now", target?.string)])
        case .left(let reason): try journal.write(fields(step, "left", "\(reason)"))
        }
        return outcome
    }

    private func fields(_ step: ActionStep, _ state: String, _ reason: String?) -> [(String, String?)] {
        [
            ("state", state), ("action", action.name), ("file", step.file.path.string), ("keep", step.keeper.path.string),
            ("reason", reason),
        ]
    }
}

extension FilePath {
    fileprivate init(root: FilePath.Root?, _ component: FilePath.Component?) {
        self.init()
        if let component { append(component) }
    }
}
