import Commands

Program.main(arguments: CommandLine.arguments)
