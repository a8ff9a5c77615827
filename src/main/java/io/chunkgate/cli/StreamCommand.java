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

    @Override
    final int transferAll() throws Exception {
        return forEach(urls.stream().map(this::file).toList(), this::copy);
    }

    abstract Future<TransferResult> read(TransferOptions options, String name, ByteSink sink);

    @Override
    final PrintWriter results() {
        return err();
    }

    /** Shows no progress, as the file may go to the same terminal. */
    @Override
    final Progress progress(String name) {
        return isJson() ? new JsonProgress(name, results()) : new Progress(name, err());
    }

    private void copy(GatewayUrl url) {
        try (ClientSession session = connect(url)) {
            transfer(
                    session,
                    url,
                    options -> read(options, url.name(), environment().sink()));
        }
    }

    /** {@code chunkgate cat}. */
    @Command(name = "cat", description = "Writes files to standard output. A broken download resumes automatically.")
    static final class Cat extends StreamCommand {
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
        @Override
        Future<TransferResult> read(TransferOptions options, String name, ByteSink sink) {
            return StreamDownload.follow(options, name, sink);
        }
    }
}
