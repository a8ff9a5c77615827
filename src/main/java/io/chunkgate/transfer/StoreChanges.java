package io.chunkgate.transfer;

import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Passes on the changes of names that the clients of one Vert.x make. Safe for any thread. */
public final class StoreChanges implements Shareable {
    private final List<Consumer<StoreChange>> observers = new CopyOnWriteArrayList<>();

    private StoreChanges() {}

    /** Returns the instance that all listeners of a Vert.x share. */
    public static StoreChanges of(Vertx vertx) {
        LocalMap<String, StoreChanges> shared = vertx.sharedData().getLocalMap("chunkgate.changes");
        return shared.computeIfAbsent("all", key -> new StoreChanges());
    }

    /** Passes a change to every observer. */
    public void made(StoreChange change) {
        observers.forEach(observer -> observer.accept(change));
    }

    /** Calls the observer for each change from now on, on the event loop of the client; it must not block. */
    public void addObserver(Consumer<StoreChange> observer) {
        observers.add(observer);
    }

    public void removeObserver(Consumer<StoreChange> observer) {
        observers.remove(observer);
    }
}
