package io.chunkgate.cli;

import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.RemoteFolderPage;
import io.chunkgate.text.ByteSize;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code chunkgate ls}: lists a folder. */
@Command(name = "ls", description = "Lists a folder: size, modification time and name.")
final class LsCommand extends RemoteCommand {
    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

    @Parameters(index = "0", paramLabel = "URL", description = "The folder, such as http://gate:8080/files/images/.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String folder;

    @Override
    public Integer call() throws Exception {
        return forEach(List.of(url(folder)), this::list);
    }

    private void list(GatewayUrl url) {
        try (ClientSession session = connect(url)) {
            Optional<String> after = Optional.empty();
            do {
                RemoteFolderPage page = session.client().list(url.name(), after).await();
                page.entries().forEach(entry -> out().println(isJson() ? json(entry) : line(entry)));
                after = page.next();
            } while (after.isPresent() && !out().checkError());
        }
    }

    private static String line(RemoteFolderPage.Entry entry) {
        String size = entry.size().isPresent() ? ByteSize.format(entry.size().getAsLong()) : "-";
        String modified = entry.modified().map(LsCommand::local).orElse("-");
        return String.format("%10s  %-16s  %s", size, modified, entry.name() + (entry.folder() ? "/" : ""));
    }

    private static String json(RemoteFolderPage.Entry entry) {
        JsonObject json = new JsonObject().put("name", entry.name()).put("type", entry.folder() ? "folder" : "file");
        entry.size().ifPresent(size -> json.put("size", size));
        entry.modified().ifPresent(time -> json.put("modified", time.toString()));
        entry.etag().ifPresent(etag -> json.put("etag", etag));
        return json.encode();
    }

    private static String local(Instant time) {
        return MINUTES.format(time.atZone(ZoneId.systemDefault()));
    }
}
