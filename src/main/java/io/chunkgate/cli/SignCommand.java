package io.chunkgate.cli;

import io.chunkgate.access.LinkKey;
import io.chunkgate.access.SignedLink;
import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.store.FileName;
import io.chunkgate.store.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chunkgate sign}: makes a link by which anybody can download, or upload, one file. */
@Command(
        name = "sign",
        description = "Makes a link by which anybody can download one file, or upload it, until it expires.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        sortOptions = false,
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n",
        footer = {
            "",
            "It can do no more than the principal of its key may. Asks no gateway.",
            "",
            "Examples:",
            "  curl -O \"$(chunkgate sign --keys link-keys https://gate/files/a.iso)\"",
            "  curl -T a.iso \"$(chunkgate sign --keys link-keys --method PUT \\",
            "      --max-bytes 1000000000 https://gate/files/in/a.iso)\""
        })
final class SignCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "URL", description = "Of the file: http://... or https://...")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String url;

    @Option(
            names = "--keys",
            required = true,
            paramLabel = "FILE",
            description = "The file that access.linkKeys names.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path keys;

    @Option(names = "--key", paramLabel = "ID", description = "Which of its keys (default: the first).")
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
            description = "Ends after this long, such as 30m, 12h or 90d (default: 1h).")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String expires;

    @Option(names = "--max-bytes", paramLabel = "N", description = "The largest file that may be uploaded.")
    private long maxBytes = Long.MAX_VALUE;

    @Override
    public Integer call() {
        if (!method.equals("GET") && !method.equals("PUT")) {
            throw usage("--method: '" + method + "' (expected: GET or PUT)");
        }
        Duration life = Durations.parse(expires)
                .orElseThrow(() -> usage("--expires: '" + expires + "' (expected: such as 30m, 12h or 90d)"));
        GatewayUrl file = file();
        LinkKey key = key();
        SignedLink link = new SignedLink(name(file), method, Instant.now().plus(life), maxBytes, key.id());
        spec.commandLine().getOut().println(file.origin() + link.target(key));
        return ExitCode.OK;
    }

    private GatewayUrl file() {
        try {
            GatewayUrl file = GatewayUrl.parse(url);
            if (file.isFolder() || !file.isHttp()) {
                throw usage("URL: '" + url + "' (expected: http(s)://HOST/files/NAME)");
            }
            return file;
        } catch (ClientException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private FileName name(GatewayUrl file) {
        try {
            return FileName.of(file.name());
        } catch (StoreException e) {
            throw usage(String.valueOf(e.getMessage()));
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

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
