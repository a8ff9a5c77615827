package io.chunkgate.cli;

import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chunkgate rm}: deletes files and folders. */
@Command(name = "rm", description = "Deletes files and folders.")
final class RmCommand extends RemoteCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "URL",
            description = "The files; with --recursive also folders, which end in /.")
    private List<String> urls = new ArrayList<>();

    @Option(
            names = {"-r", "--recursive"},
            description = "Delete folders with everything in them.")
    private boolean recursive;

    @Override
    public Integer call() throws Exception {
        return forEach(urls.stream().map(recursive ? this::url : this::file).toList(), this::delete);
    }

    private void delete(GatewayUrl url) {
        try (ClientSession session = connect(url)) {
            GatewayClient client = session.client();
            (url.isFolder() ? client.deleteFolder(url.name(), true) : client.delete(url.name())).await();
            reportDone(new JsonObject().put("event", "deleted").put("name", url.name()));
        }
    }
}
