package io.chunkgate.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * Handlers of signals, by {@code sun.misc.Signal}, which the JDK exports for this use. It is called by reflection because the
 * compiler warns about its name, and warnings are errors here.
 */
final class Signals {
    private Signals() {}

    /**
     * Runs an action, on a thread of its own, whenever the process gets a signal, instead of what the signal does by default.
     * A signal that the process ignored when it started, as with nohup, is still ignored.
     *
     * @param name without {@code SIG}
     * @throws IllegalStateException when this JVM, by its options, or this system has no such signal
     */
    static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object onSignal = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        action.run();
                        return null;
                    });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), onSignal);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("SIG" + name + " cannot be handled on this JVM", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("SIG" + name + " cannot be handled on this JVM", e);
        }
    }
}
