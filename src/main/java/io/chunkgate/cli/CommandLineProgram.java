package io.chunkgate.cli;

import io.chunkgate.config.ConfigException;
import io.chunkgate.server.launch.StartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Runs one command. Every failure is one line on standard error and an {@link ExitCode}. */
public final class CommandLineProgram {
    private final CommandLine commands;
    private final StandardOutput output;

    CommandLineProgram(Environment environment, PrintWriter out, PrintWriter err) {
        this.output = environment.out();
        this.commands = new CommandLine(new ChunkgateCommand(environment))
                .setOut(out)
                .setErr(err)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(CommandLineProgram::refuse)
                .setExecutionExceptionHandler(CommandLineProgram::fail);
        addCommonSettings(commands);
        commands.getSubcommands().values().forEach(CommandLineProgram::addCommonSettings);
    }

    private static void addCommonSettings(CommandLine command) {
        command.getCommandSpec()
                .versionProvider(new ChunkgateCommand.Version())
                .mixinStandardHelpOptions(true)
                .usageMessage()
                .sortOptions(false)
                .parameterListHeading("%n")
                .optionListHeading("%nOptions:%n");
    }

    /** As {@link #run}, with the environment and the standard streams of this process, in UTF-8. */
    public static int runInThisProcess(String... arguments) {
        if (List.of(arguments).contains("serve")) {
            ReloadSignal.hold();
        }
        return ofThisProcess().run(arguments);
    }

    private static CommandLineProgram ofThisProcess() {
        Environment environment = Environment.ofThisProcess();
        return new CommandLineProgram(
                environment,
                new PrintWriter(environment.out(), true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    }

    /** Runs the command to its end and returns the exit code. A command fails if its output could not be written. */
    int run(String... arguments) {
        int code = commands.execute(arguments);
        commands.getOut().flush();
        return output.failure().map(cause -> outputLost(code, cause)).orElse(code);
    }

    private int outputLost(int code, IOException cause) {
        if (output.isClosedByReader()) {
            return code == ExitCode.OK ? ExitCode.CLOSED_PIPE : code;
        }
        commands.getErr().println("chunkgate: standard output: " + oneLine(cause));
        return code == ExitCode.OK ? ExitCode.FAILURE : code;
    }

    private static int refuse(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        command.getErr().println(name + ": " + oneLine(e) + " (see '" + name + " --help')");
        return ExitCode.USAGE;
    }

    private static int fail(Exception e, CommandLine command, ParseResult parsed) {
        command.getErr().println("chunkgate: " + oneLine(e));
        if (e instanceof ConfigException) {
            return ExitCode.USAGE;
        }
        if (e instanceof StartException start) {
            return start.isTemporary() ? ExitCode.UNREACHABLE : ExitCode.USAGE;
        }
        // Created only now, as setting up logging takes longer than most commands.
        LoggerFactory.getLogger(CommandLineProgram.class).error("Unexpected failure", e);
        return ExitCode.FAILURE;
    }

    private static String oneLine(Exception e) {
        String message = e.getMessage() == null ? e.toString() : e.getMessage();
        return message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
