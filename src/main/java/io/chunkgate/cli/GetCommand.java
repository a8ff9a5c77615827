package io.chunkgate.cli;

import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.resume.ResumingDownload;
import io.chunkgate.client.resume.StreamDownload;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chunkgate get}: downloads a file. */
@Command(
        name = "get",
        description = "Downloads a file. It is named NAME.part until it is complete. A broken download resumes "
                + "automatically, and when the command is run again.",
        footer = {
            "",
            "Examples:",
            "  chunkgate get http://gate:8080/files/images/disk.img",
            "  chunkgate get --parallel 4 tcp://gate/images/disk.img /var/tmp/",
            "  chunkgate get grpc://gate/data.tar - | tar x"
        })
final class GetCommand extends TransferCommand {
    private static final String STANDARD_OUTPUT = "-";
    private static final int MAX_PARALLEL = 32;
    private static final Pattern URL = Pattern.compile("(https?|grpcs?|tcps?)://");

    @Parameters(index = "0", paramLabel = "URL", description = "The file to download.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String source;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "FILE",
            description = "The target: a file, a folder, or - for standard output (default: the working folder).")
    private @Nullable String target;

    @Option(
            names = {"-f", "--force"},
            description = "Replace an existing file.")
    private boolean force;

    @Option(
            names = "--parallel",
            paramLabel = "N",
            defaultValue = "1",
            description = "Download N ranges in parallel: 1 to 32 (default: 1).")
    private int parallel;

    @Override
    int transferAll() throws Exception {
        GatewayUrl url = file(source);
        if (parallel < 1 || parallel > MAX_PARALLEL) {
            throw usage("--parallel: " + parallel + " (expected: 1.." + MAX_PARALLEL + ")");
        }
        if (target != null && URL.matcher(target).lookingAt()) {
            throw usage("FILE: '" + target + "' is a URL (expected: a local file, a folder or -; one URL per command)");
        }
        if (isToStandardOutput() && parallel > 1) {
            throw usage("--parallel: " + parallel + " (expected: 1, for standard output)");
        }
        return forEach(List.of(url), this::get);
    }

    private void get(GatewayUrl url) {
        try (ClientSession session = connect(url)) {
            transfer(
                    session,
                    url,
                    options -> isToStandardOutput()
                            ? StreamDownload.start(
                                    options, url.name(), environment().sink())
                            : ResumingDownload.start(options, url.name(), file(url), force, parallel));
        }
    }

    @Override
    PrintWriter results() {
        return isToStandardOutput() ? err() : out();
    }

    private boolean isToStandardOutput() {
        return STANDARD_OUTPUT.equals(target);
    }

    private Path file(GatewayUrl url) {
        Path named = Path.of(target == null ? "." : target);
        return Files.isDirectory(named) ? named.resolve(url.lastSegment()).normalize() : named;
    }
}
