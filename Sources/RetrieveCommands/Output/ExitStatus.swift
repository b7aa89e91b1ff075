/// The exit statuses and their meanings.
enum ExitStatus: Int32 {
    case done = 0
    /// A check or a requirement failed, or nothing matched.
    case negative = 1
    /// Something could not be read, written or reached.
    case trouble = 2
    /// The command line or an environment variable was wrong.
    case usage = 64
}
