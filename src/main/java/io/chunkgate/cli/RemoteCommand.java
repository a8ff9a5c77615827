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

/** A command that calls a gateway. */
abstract class RemoteCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(names = "--json", description = "Write one JSON object per line.")
    private boolean json;

    @Mixin
    private AccessOptions access = new AccessOptions();

    /** Creates a client for the gateway of a URL. */
    final ClientSession connect(GatewayUrl url) {
        try {
            return ClientSession.open(url, access.read(System.getenv()));
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage());
        }
    }

    /** Runs the action for every argument, even after failures. Returns the exit code of the first failure. */
    final <T> int forEach(List<T> arguments, ArgumentAction<T> action) throws Exception {
        int code = ExitCode.OK;
        for (T argument : arguments) {
            int next = attempt(() -> action.run(argument));
            code = code == ExitCode.OK ? next : code;
        }
        return code;
    }

    /** Runs the action and returns the exit code. */
    final int attempt(Action action) throws Exception {
        try {
            action.run();
            return ExitCode.OK;
        } catch (ClientException e) {
            report(e);
            return ExitCode.of(e.code());
        }
    }

    interface Action {
        void run() throws Exception;
    }

    interface ArgumentAction<T> {
        void run(T argument) throws Exception;
    }

    final boolean isJson() {
        return json;
    }

    final PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /** The writer of results: standard output, unless the command writes files to it. */
    PrintWriter results() {
        return out();
    }

    final PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Parses the URL of a file. */
    final GatewayUrl file(String text) {
        GatewayUrl url = url(text);
        if (url.isFolder()) {
            throw usage("URL: '" + text + "' is a folder (expected: a file)");
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
