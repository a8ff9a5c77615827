package io.chunkgate.cli;

import io.chunkgate.client.GatewayUrl;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code chunkgate rm}: deletes files. */
@Command(name = "rm", description = "Deletes files.")
final class RmCommand extends RemoteCommand {
    @Parameters(arity = "1..*", paramLabel = "URL", description = "The files.")
    private List<String> urls = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        return forEach(urls.stream().map(this::file).toList(), this::delete);
    }

    private void delete(GatewayUrl url) {
        try (ClientSession session = connect(url)) {
            session.client().delete(url.name()).await();
            if (isJson()) {
                out().println(new JsonObject()
                        .put("event", "deleted")
                        .put("name", url.name())
                        .encode());
            }
        }
    }
}
