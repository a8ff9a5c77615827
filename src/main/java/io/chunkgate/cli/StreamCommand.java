package io.chunkgate.cli;

import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.resume.ByteSink;
import io.chunkgate.client.resume.StreamDownload;
import io.chunkgate.client.resume.TransferOptions;
import io.chunkgate.client.resume.TransferResult;
import io.vertx.core.Future;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A command that writes files to standard output. */
abstract class StreamCommand extends TransferCommand {
    @Parameters(arity = "1..*", paramLabel = "URL", description = "The files.")
    private List<String> urls = new ArrayList<>();

    StreamCommand(Environment environment) {
        super(environment);
    }

    @Override
    public final Integer call() throws Exception {
        int retries = retries();
        return forEach(urls.stream().map(this::file).toList(), url -> copy(url, retries));
    }

    abstract Future<TransferResult> read(TransferOptions options, String name, ByteSink sink);

    @Override
    final PrintWriter results() {
        return err();
    }

    /** Shows no progress, as the file may go to the same terminal. */
    @Override
    final Progress progress(String name) {
        return isJson() ? new JsonProgress(name, results()) : new SilentProgress(name, err());
    }

    private void copy(GatewayUrl url, int retries) {
        try (ClientSession session = connect(url);
                Progress progress = progress(url.name())) {
            ByteSink sink = environment().streams().sink();
            progress.done(ClientSession.await(read(session.options(retries, progress), url.name(), sink)));
        }
    }

    /** {@code chunkgate cat}. */
    @Command(name = "cat", description = "Writes files to standard output. A broken download resumes automatically.")
    static final class Cat extends StreamCommand {
        Cat(Environment environment) {
            super(environment);
        }

        @Override
        Future<TransferResult> read(TransferOptions options, String name, ByteSink sink) {
            return StreamDownload.start(options, name, sink);
        }
    }

    /** {@code chunkgate follow}. */
    @Command(
            name = "follow",
            description = "Writes files to standard output while they are being uploaded, to their end.")
    static final class Follow extends StreamCommand {
        Follow(Environment environment) {
            super(environment);
        }

        @Override
        Future<TransferResult> read(TransferOptions options, String name, ByteSink sink) {
            return StreamDownload.follow(options, name, sink);
        }
    }
}
