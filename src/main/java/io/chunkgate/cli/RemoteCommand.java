package io.chunkgate.cli;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayUrl;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that calls a gateway. */
abstract class RemoteCommand extends Subcommand {
    @Option(names = "--json", description = "Write one JSON object per line.")
    private boolean json;

    @Mixin
    private AccessOptions access = new AccessOptions();

    /** Creates a client for the gateway of a URL. */
    final ClientSession connect(GatewayUrl url) {
        try {
            return ClientSession.open(url, access.read(environment().variables()));
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage());
        }
    }

    /**
     * Runs the action for every argument, even after failures, unless standard output has failed. Returns the exit code of the
     * first failure.
     */
    final <T> int forEach(List<T> arguments, Action<T> action) throws Exception {
        int code = ExitCode.OK;
        StandardOutput output = environment().out();
        for (int i = 0; i < arguments.size() && output.failure().isEmpty(); i++) {
            try {
                action.run(arguments.get(i));
            } catch (ClientException | IOException e) {
                ClientException failure = e instanceof ClientException known ? known : ClientException.local(e);
                if (output.failure()
                        .filter(cause -> cause == failure.getCause())
                        .isPresent()) {
                    return ExitCode.OK; // The program reports it.
                }
                report(failure);
                code = code == ExitCode.OK ? ExitCode.of(failure.code()) : code;
            }
        }
        return code;
    }

    interface Action<T> {
        void run(T argument) throws Exception;
    }

    final boolean isJson() {
        return json;
    }

    /** Says for programs what was done; people see only failures. */
    final void reportDone(JsonObject event) {
        if (json) {
            out().println(event.encode());
        }
    }

    /** The writer of results: standard output, unless the command writes files to it. */
    PrintWriter results() {
        return out();
    }

    /** Parses the URL of a file. */
    final GatewayUrl file(String text) {
        GatewayUrl url = url(text);
        if (url.isFolder()) {
            throw usage("URL: '" + text + "' is a folder (expected: a file)");
        }
        return url;
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
