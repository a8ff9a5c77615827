package io.chunkgate.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program's name alone: help, version, and the way to the commands. */
@Command(
        name = "chunkgate",
        description = "Serves a folder of large files over HTTP, gRPC and TCP, and moves files in and out.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "'chunkgate COMMAND --help' explains a command.",
            "",
            "Exit codes:",
            "  0  done",
            "  1  a failure of the program, the machine or the gateway; for 'doctor':",
            "     something that it looked at fails",
            "  2  a wrong option, URL or setting, a port that is taken, or a folder that",
            "     cannot be used",
            "  3  no such file on the gateway",
            "  4  the file is there already, and --force was not given",
            "  5  the gateway cannot be reached, or the connection broke too often; what",
            "     was transferred is kept",
            "  6  the bytes are not what the digest says",
            "  7  the file has changed meanwhile, somebody else took the upload over, or",
            "     something else is in the way",
            "  8  the gateway refuses: no room, too large, not allowed, or not in this",
            "     protocol"
        })
final class ChunkgateCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "no command given (expected: serve, doctor, put, get, cat, follow, ls, stat, rm, token or sign)");
    }
}
