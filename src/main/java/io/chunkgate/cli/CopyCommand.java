package io.chunkgate.cli;

import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands that give files and folders of a gateway another name, or a further one. */
abstract class CopyCommand extends RemoteCommand {
    private final String event;

    @Parameters(
            arity = "2..*",
            paramLabel = "URL... TARGET",
            description = "Files or folders of one gateway; then the new name, or a folder that ends in /.")
    private List<String> urls = new ArrayList<>();

    @Option(
            names = {"-f", "--force"},
            description = "Replace an existing file.")
    private boolean force;

    /** @param event in the output for machines */
    CopyCommand(String event) {
        this.event = event;
    }

    /** {@code chunkgate mv}. */
    @Command(name = "mv", description = "Moves or renames files and folders within a gateway.")
    static final class Mv extends CopyCommand {
        Mv() {
            super("moved");
        }

        @Override
        Future<Void> put(GatewayClient client, String from, String to, boolean replace) {
            return client.move(from, to, replace);
        }
    }

    /** {@code chunkgate cp}. */
    @Command(name = "cp", description = "Copies files and folders within a gateway.")
    static final class Cp extends CopyCommand {
        Cp() {
            super("copied");
        }

        @Override
        Future<Void> put(GatewayClient client, String from, String to, boolean replace) {
            return client.copy(from, to, replace);
        }
    }

    abstract Future<Void> put(GatewayClient client, String from, String to, boolean replace);

    @Override
    public Integer call() throws Exception {
        List<GatewayUrl> sources =
                urls.subList(0, urls.size() - 1).stream().map(this::url).toList();
        GatewayUrl target = url(urls.get(urls.size() - 1));
        if (sources.size() > 1 && !target.isFolder()) {
            throw usage("TARGET: '" + target + "' (expected: a folder, which ends in /, for several sources)");
        }
        for (GatewayUrl source : sources) {
            if (!source.gateway().equals(target.gateway())) {
                throw usage("TARGET: '" + target + "' (expected: on the gateway of '" + source
                        + "'; get and put transfer between two)");
            }
        }
        try (ClientSession session = connect(target)) {
            return forEach(sources, source -> put(session.client(), source.name(), name(source, target)));
        }
    }

    private static String name(GatewayUrl source, GatewayUrl target) {
        return target.isFolder() ? target.path() + source.lastSegment() : target.name();
    }

    private void put(GatewayClient client, String from, String to) {
        put(client, from, to, force).await();
        reportDone(new JsonObject().put("event", event).put("name", from).put("target", to));
    }
}
