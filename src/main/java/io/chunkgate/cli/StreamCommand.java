package io.chunkgate.cli;

import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.resume.ByteSink;
import io.chunkgate.client.resume.TransferOptions;
import io.chunkgate.client.resume.TransferResult;
import io.vertx.core.Future;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Parameters;

/** What the commands that write files to standard output have in common. */
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

    abstract Future<TransferResult> read(TransferOptions link, String name, ByteSink sink);

    @Override
    final PrintWriter results() {
        return err();
    }

    /** Nothing is shown beside the file: both may go to the same terminal. */
    @Override
    final Progress progress(String name) {
        return isJson() ? new JsonProgress(name, results()) : new SilentProgress(name, err());
    }

    private void copy(GatewayUrl url, int retries) {
        try (ClientSession session = connect(url);
                Progress progress = progress(url.name())) {
            ByteSink sink = new OutputSink(environment().streams().out());
            progress.done(ClientSession.await(read(session.link(retries, progress), url.name(), sink)));
        }
    }
}
