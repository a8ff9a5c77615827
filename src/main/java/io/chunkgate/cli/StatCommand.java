package io.chunkgate.cli;

import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.RemoteFile;
import io.chunkgate.text.ByteSize;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chunkgate stat}: describes files. */
@Command(name = "stat", description = "Prints size, modification time, entity tag and digest of files.")
final class StatCommand extends RemoteCommand {
    @Parameters(arity = "1..*", paramLabel = "URL", description = "The files.")
    private List<String> urls = new ArrayList<>();

    @Option(names = "--digest", description = "Let the gateway compute the SHA-256 if it is unknown.")
    private boolean digest;

    @Override
    public Integer call() throws Exception {
        return forEach(urls.stream().map(this::file).toList(), this::stat);
    }

    private void stat(GatewayUrl url) {
        try (ClientSession session = connect(url)) {
            GatewayClient client = session.client();
            RemoteFile file = (digest ? client.digest(url.name()) : client.stat(url.name())).await();
            out().println(isJson() ? json(file).encode() : lines(file));
        }
    }

    private static String lines(RemoteFile file) {
        StringBuilder lines = new StringBuilder(file.name());
        file.size().ifPresent(size -> lines.append("\n  size      " + size + " (" + ByteSize.format(size) + ")"));
        file.modified().ifPresent(time -> lines.append("\n  modified  ").append(time));
        file.etag().ifPresent(etag -> lines.append("\n  etag      ").append(etag));
        file.sha256().ifPresent(sha256 -> lines.append("\n  sha256    ").append(sha256));
        lines.append(file.complete() ? "" : "\n  complete  no, its upload is running");
        return lines.toString();
    }

    private static JsonObject json(RemoteFile file) {
        JsonObject json = new JsonObject().put("name", file.name());
        file.size().ifPresent(size -> json.put("size", size));
        file.modified().ifPresent(time -> json.put("modified", time.toString()));
        file.etag().ifPresent(etag -> json.put("etag", etag));
        file.sha256().ifPresent(sha256 -> json.put("sha256", sha256));
        return json.put("complete", file.complete());
    }
}
