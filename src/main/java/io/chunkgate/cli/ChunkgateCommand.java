package io.chunkgate.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code chunkgate} without a command: help and version. */
@Command(
        name = "chunkgate",
        description = "Serves a folder of large files over HTTP, gRPC and TCP, and uploads and downloads files.",
        subcommands = {
            ServeCommand.class,
            DoctorCommand.class,
            InstallCommand.class,
            PutCommand.class,
            GetCommand.class,
            StreamCommand.Cat.class,
            StreamCommand.Follow.class,
            LsCommand.class,
            StatCommand.class,
            CopyCommand.Mv.class,
            CopyCommand.Cp.class,
            MkdirCommand.class,
            RmCommand.class,
            TokenCommand.class,
            SignCommand.class,
            WarmUpCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "'chunkgate COMMAND --help' explains a command.",
            "",
            "Exit codes:",
            "  0  done",
            "  1  a failure of the program, the machine or the gateway; for 'doctor':",
            "     a check failed",
            "  2  a wrong option, URL or setting, a port in use, or an unusable folder",
            "  3  file not found on the gateway",
            "  4  the file exists, and --force was not given",
            "  5  the gateway cannot be reached, or the connection broke too often; the",
            "     same command resumes the transfer",
            "  6  the digest does not match",
            "  7  a conflict: the file has changed, another client has taken the upload",
            "     over, or a local file is in use",
            "  8  the gateway refused: not enough space, too large, no permission, or not",
            "     supported by this protocol",
            "141  the reader of standard output has closed the pipe"
        })
final class ChunkgateCommand implements Runnable {
    private final Environment environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    ChunkgateCommand(Environment environment) {
        this.environment = environment;
    }

    Environment environment() {
        return environment;
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(),
                "no command given (expected: serve, doctor, install, put, get, cat, follow, ls, stat, rm, token or sign)");
    }

    /** Reads the version that the build wrote into the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = ChunkgateCommand.class.getPackage().getImplementationVersion();
            return new String[] {
                "chunkgate " + (version == null ? "(not packaged)" : version),
                "Java " + Runtime.version() + ", ${os.name} ${os.arch}"
            };
        }
    }
}
