package io.chunkgate.cli;

import io.chunkgate.access.LinkKey;
import io.chunkgate.access.SignedLink;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chunkgate sign}: creates a signed link for the download or upload of one file. */
@Command(
        name = "sign",
        description = "Creates a signed link. Its holder can download or upload one file until it expires.",
        footer = {
            "",
            "The link has at most the permissions of the principal of its key. The command",
            "works offline.",
            "",
            "Examples:",
            "  curl -O \"$(chunkgate sign --keys link-keys https://gate/files/a.iso)\"",
            "  curl -T a.iso \"$(chunkgate sign --keys link-keys --method PUT \\",
            "      --max-bytes 1000000000 https://gate/files/in/a.iso)\""
        })
final class SignCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "URL", description = "The file: http://... or https://...")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String url;

    @Option(
            names = "--keys",
            required = true,
            paramLabel = "FILE",
            description = "The file of setting access.linkKeys.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path keys;

    @Option(names = "--key", paramLabel = "ID", description = "The id of the key (default: the first).")
    private @Nullable String keyId;

    @Option(
            names = "--method",
            paramLabel = "GET|PUT",
            defaultValue = "GET",
            description = "GET to download (default), PUT to upload.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String method;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "Expires after this time, such as 30m, 12h or 90d (default: 1h).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String expires;

    @Option(
            names = "--max-bytes",
            paramLabel = "N",
            description = "The most bytes that may be uploaded, by all uploads with the link together.")
    private long maxBytes = Long.MAX_VALUE;

    @Option(
            names = "--max-uploads",
            paramLabel = "N",
            defaultValue = "1",
            description = "The most uploads with the link, unfinished and finished ones (default: 1).")
    private int maxUploads;

    @Override
    public Integer call() {
        if (!method.equals("GET") && !method.equals("PUT")) {
            throw usage("--method: '" + method + "' (expected: GET or PUT)");
        }
        Duration life = duration("--expires", expires);
        GatewayUrl file = url(url);
        if (file.isFolder() || !file.isHttp()) {
            throw usage("URL: '" + url + "' (expected: http(s)://HOST/files/NAME)");
        }
        if (maxUploads < 1) {
            throw usage("--max-uploads: " + maxUploads + " (expected: 1 or more)");
        }
        LinkKey key = key();
        SignedLink link = new SignedLink(name(file), method, Instant.now().plus(life), maxBytes, maxUploads, key.id());
        out().println(file.origin() + file.basePath() + link.target(key));
        return ExitCode.OK;
    }

    private FileName name(GatewayUrl file) {
        try {
            return FileName.of(file.name());
        } catch (StoreException e) {
            throw usage(e.getMessage());
        }
    }

    private LinkKey key() {
        Map<String, LinkKey> all = LinkKey.read(keys);
        LinkKey key = keyId == null ? all.values().stream().findFirst().orElse(null) : all.get(keyId);
        if (key == null) {
            throw usage("--key: " + keyId + " (expected: one of " + all.keySet() + " in " + keys + ")");
        }
        return key;
    }
}
