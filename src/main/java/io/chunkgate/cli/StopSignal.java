package io.chunkgate.cli;

import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;

/**
 * Waits for SIGTERM or SIGINT. A second signal ends the process at once, with exit code 128 plus its number, as a shell
 * reports it.
 *
 * <p>A shutdown hook does not suffice: while hooks run, the JVM ignores further signals, and it exits with 143 even after
 * success. The alternative is {@code sun.misc.Signal}, which the JDK exports for this use. It is called by reflection
 * because the compiler warns about its name, and warnings are errors here.
 */
final class StopSignal {
    private static final int SIGINT = 2;
    private static final int SIGTERM = 15;

    private final CompletableFuture<String> first = new CompletableFuture<>();

    private StopSignal() {}

    /** Replaces the default handling of SIGTERM and SIGINT (Ctrl-C). */
    static StopSignal install() {
        StopSignal stop = new StopSignal();
        handle("TERM", () -> stop.received("TERM", SIGTERM));
        handle("INT", () -> stop.received("INT", SIGINT));
        return stop;
    }

    /** Returns the name of the first signal, without {@code SIG}. */
    String await() {
        return first.join();
    }

    private void received(String name, int number) {
        if (!first.complete(name)) {
            Runtime.getRuntime().halt(128 + number);
        }
    }

    private static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object onSignal = Proxy.newProxyInstance(
                    StopSignal.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), onSignal);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("SIG" + name + " cannot be handled on this JVM", e);
        }
    }
}
