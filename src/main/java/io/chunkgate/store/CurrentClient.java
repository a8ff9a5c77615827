package io.chunkgate.store;

import io.chunkgate.io.internal.VertxInternals;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.Optional;
import java.util.function.Supplier;

/** Names the client whose request the current context serves, for lines of the log. */
public final class CurrentClient {
    private final Supplier<String> name;

    private CurrentClient(Supplier<String> name) {
        this.name = name;
    }

    /**
     * The current context serves a request of this client, and nothing else.
     *
     * @param name called when a line is written
     */
    public static void set(Supplier<String> name) {
        Context context = Vertx.currentContext();
        if (context != null && VertxInternals.isDuplicate(context)) {
            VertxInternals.putLocal(context, CurrentClient.class, new CurrentClient(name));
        }
    }

    /** Returns the name of the client, or that there is none. */
    public static String describe() {
        return Optional.ofNullable(Vertx.currentContext())
                .map(context -> VertxInternals.local(context, CurrentClient.class))
                .map(client -> client.name.get())
                .orElse("the gateway itself");
    }
}
