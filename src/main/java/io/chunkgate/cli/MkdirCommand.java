package io.chunkgate.cli;

import io.chunkgate.client.GatewayUrl;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code chunkgate mkdir}: creates folders. */
@Command(name = "mkdir", description = "Creates empty folders. An upload creates the folders of its file by itself.")
final class MkdirCommand extends RemoteCommand {
    @Parameters(arity = "1..*", paramLabel = "URL", description = "The folders.")
    private List<String> urls = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        return forEach(urls.stream().map(this::url).toList(), this::create);
    }

    private void create(GatewayUrl url) {
        try (ClientSession session = connect(url)) {
            session.client().createFolder(url.name()).await();
            reportDone(new JsonObject().put("event", "created").put("name", url.name()));
        }
    }
}
