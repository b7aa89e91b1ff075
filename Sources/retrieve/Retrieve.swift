import RetrieveCommands

@main
struct Retrieve {
    static func main() { RetrieveCommand.run(Array(CommandLine.arguments.dropFirst())) }
}
