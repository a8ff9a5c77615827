package io.chunkgate.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program's name alone: help, version, and the way to the commands. */
@Command(
        name = "chunkgate",
        description = "Serves a folder of large files over HTTP, gRPC and TCP.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "'chunkgate COMMAND --help' explains a command.",
            "",
            "Exit codes: 0 done, 1 a failure, 2 a wrong option or setting, a port that",
            "is taken, or a folder that cannot be used."
        })
final class ChunkgateCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given (expected: serve)");
    }
}
