package io.chunkgate.cli;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayUrl;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands that speak to a gateway have in common. */
abstract class RemoteCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--json", description = "Write JSON for programs: one object a line.")
    private boolean json;

    @Mixin
    private AccessOptions access = new AccessOptions();

    /** A connection to the gateway of a URL. */
    final ClientSession connect(GatewayUrl url) {
        try {
            return ClientSession.open(url, access.read(System.getenv()));
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage());
        }
    }

    /** An action on one of the command's arguments. */
    interface Action<T> {
        void run(T argument) throws Exception;
    }

    /** Does it for each argument, also when it fails for some, and returns the code of the first failure. */
    final <T> int forEach(List<T> arguments, Action<T> action) throws Exception {
        int code = ExitCode.OK;
        for (T argument : arguments) {
            int ended = attempt(() -> action.run(argument));
            code = code == ExitCode.OK ? ended : code;
        }
        return code;
    }

    final int attempt(Work work) throws Exception {
        try {
            work.run();
            return ExitCode.OK;
        } catch (ClientException e) {
            report(e);
            return ExitCode.of(e.code());
        }
    }

    /** Something that may fail. */
    interface Work {
        void run() throws Exception;
    }

    final boolean isJson() {
        return json;
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** Where results go: standard output, unless files themselves go there. */
    PrintWriter results() {
        return out();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** The URL of a file. */
    final GatewayUrl file(String text) {
        GatewayUrl url = url(text);
        if (url.isFolder()) {
            throw usage("URL: '" + text + "' is a folder's (expected: a file's)");
        }
        return url;
    }

    final GatewayUrl url(String text) {
        try {
            return GatewayUrl.parse(text);
        } catch (ClientException e) {
            throw usage(e.getMessage());
        }
    }

    final ParameterException usage(@Nullable String message) {
        return new ParameterException(spec.commandLine(), String.valueOf(message));
    }

    private void report(ClientException e) {
        if (json) {
            results()
                    .println(new JsonObject()
                            .put("event", "failed")
                            .put("code", e.code().name())
                            .put("message", e.getMessage())
                            .encode());
        } else {
            err().println("chunkgate: " + e.getMessage());
        }
    }
}
