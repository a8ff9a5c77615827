package io.chunkgate.cli;

import io.chunkgate.server.launch.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code chunkgate install}: copies the program next to the releases before, and makes it the current one. */
@Command(
        name = "install",
        description = "Installs this program in a folder, next to the releases that are there.",
        footer = {
            "",
            "Makes DIR/releases/VERSION-ID, whose id is of the content, and then lets the",
            "symbolic link DIR/current lead to it, in one step. A gateway that runs uses its",
            "own release, of which nothing is changed, until it is restarted.",
            "To go back, run 'install' of an older release. No release is deleted.",
            "",
            "Examples:",
            "  ./chunkgate install /opt/chunkgate",
            "  /opt/chunkgate/current/chunkgate serve /srv/files",
            "  /opt/chunkgate/releases/1.0.0-3f29ab10/chunkgate install /opt/chunkgate"
        })
final class InstallCommand extends Subcommand {
    private static final int START_SECONDS = 120;
    private static final long MIB = 1024 * 1024;

    @Parameters(index = "0", paramLabel = "DIR", description = "The folder, created if missing.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path folder;

    @Override
    public Integer call() throws InterruptedException {
        Path home = environment()
                .home()
                .orElseThrow(
                        () -> usage("the program was started without its launcher (expected: ./chunkgate install)"));
        Installation installation = new Installation(folder.toAbsolutePath().normalize());
        try {
            return install(ProgramFiles.of(home), installation);
        } catch (UncheckedIOException e) {
            throw failure(Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private int install(ProgramFiles program, Installation installation) throws IOException, InterruptedException {
        installation.requireNoProgram();
        String name = version() + "-" + program.id();
        Optional<String> before = installation.current();
        if (installation.has(name, program)) {
            out().println(installation.release(name) + " is installed already.");
        } else {
            out().println("Copying " + program.files().size() + " files (" + program.byteCount() / MIB + " MiB) to "
                    + installation.release(name));
            out().flush();
            installation.add(name, program);
        }
        if (!starts(installation.release(name))) {
            err().println("chunkgate: " + installation.release(name) + " does not start; "
                    + before.map(still -> "the current release is still " + still)
                            .orElse("there is no current release"));
            return ExitCode.FAILURE;
        }
        installation.makeCurrent(name);
        out().println(installation.folder().resolve("current") + " is " + name
                + before.filter(old -> !old.equals(name))
                        .map(old -> "; it was " + old)
                        .orElse(""));
        out().println("A running gateway uses its own release until it is restarted.");
        return ExitCode.OK;
    }

    /** Starts the release once. That makes its class archive, too, which the user of the service may not write. */
    private boolean starts(Path release) throws IOException, InterruptedException {
        Process start = new ProcessBuilder(release.resolve("chunkgate").toString(), "--version")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        start.getOutputStream().close();
        if (!start.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
            start.destroyForcibly();
            return false;
        }
        return start.exitValue() == 0;
    }

    private static String version() {
        String version = InstallCommand.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    private StartException failure(IOException cause) {
        String reason = cause instanceof AccessDeniedException denied
                ? denied.getFile() + ": not writable by this user"
                : cause instanceof FileSystemException failed && failed.getReason() == null && Files.exists(folder)
                        ? failed.toString()
                        : String.valueOf(cause.getMessage());
        return new StartException("install: " + reason, cause);
    }
}
