package io.chunkgate.cli;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.RemoteFile;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.text.ByteSize;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chunkgate stat}: describes files. */
@Command(
        name = "stat",
        description = "Prints size, modification time, entity tag and digest of files; of a folder, that it is one.")
final class StatCommand extends RemoteCommand {
    @Parameters(arity = "1..*", paramLabel = "URL", description = "The files and folders.")
    private List<String> urls = new ArrayList<>();

    @Option(names = "--digest", description = "Let the gateway compute the SHA-256 if it is unknown.")
    private boolean digest;

    @Override
    public Integer call() throws Exception {
        return forEach(urls.stream().map(this::url).toList(), this::stat);
    }

    private void stat(GatewayUrl url) {
        try (ClientSession session = connect(url)) {
            GatewayClient client = session.client();
            out().println(url.isFolder() ? folder(client, url).await() : fileOrFolder(client, url).await());
        }
    }

    private Future<String> fileOrFolder(GatewayClient client, GatewayUrl url) {
        return (digest ? client.digest(url.name()) : client.stat(url.name()))
                .map(file -> isJson() ? json(file).encode() : lines(file))
                .recover(cause -> ClientException.is(ErrorCode.NOT_FOUND, cause)
                        ? folder(client, url).recover(none -> Future.failedFuture(cause))
                        : Future.failedFuture(cause));
    }

    /** A listing fails with NOT_FOUND unless there is a folder. */
    private Future<String> folder(GatewayClient client, GatewayUrl url) {
        String name = url.name() + "/";
        return client.list(url.name(), Optional.empty())
                .map(page -> isJson()
                        ? new JsonObject().put("name", name).put("type", "folder").encode()
                        : name + "\n  type      folder");
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
