package io.chunkgate.transfer;

import io.chunkgate.store.ErrorCode;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What the doors of one Vert.x turned away: connections, and requests that came to no transfer. A transfer that went wrong
 * is not among them; those have outcomes. Safe for any thread.
 */
public final class Rejections implements Shareable {
    private final Map<Kind, LongAdder> counts = new ConcurrentHashMap<>();
    private final List<Consumer<Rejection>> observers = new CopyOnWriteArrayList<>();

    /** Why. */
    public enum Reason {
        /** There are as many connections as there may be. */
        CONNECTION_LIMIT,
        /** The client, or all together, ask more than there is room for. */
        TOO_MUCH,
        UNAUTHENTICATED,
        PERMISSION_DENIED,
        NOT_FOUND,
        /** Something else is there than the request says: another version, another offset. */
        CONDITION,
        BAD_REQUEST,
        TOO_SLOW,
        UNAVAILABLE,
        FAULT;

        /** What an error comes to. */
        public static Reason of(ErrorCode code) {
            return switch (code) {
                case UNAUTHENTICATED -> UNAUTHENTICATED;
                case PERMISSION_DENIED -> PERMISSION_DENIED;
                case NOT_FOUND -> NOT_FOUND;
                case RESOURCE_EXHAUSTED -> TOO_MUCH;
                case FAILED_PRECONDITION, ALREADY_EXISTS, ABORTED -> CONDITION;
                case INVALID_ARGUMENT, OUT_OF_RANGE, UNIMPLEMENTED -> BAD_REQUEST;
                case DEADLINE_EXCEEDED -> TOO_SLOW;
                case UNAVAILABLE -> UNAVAILABLE;
                case INTERNAL, DATA_LOSS -> FAULT;
            };
        }

        /** How people and programs see it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What is counted together.
     *
     * @param listener the listener, such as {@code tcp-tls}
     */
    public record Kind(String listener, Reason reason) {}

    /**
     * One of them.
     *
     * @param detail what the client was told
     */
    public record Rejection(Kind kind, RequestInfo requestInfo, String detail) {}

    private Rejections() {}

    /** The counts that all doors of a Vert.x share. */
    public static Rejections of(Vertx vertx) {
        LocalMap<String, Rejections> shared = vertx.sharedData().getLocalMap("chunkgate.rejections");
        return shared.computeIfAbsent("all", key -> new Rejections());
    }

    /** Counts a connection that was closed for itself, and not for a request. */
    public void connection(String listener, Reason reason, String peer, String detail) {
        count(new Rejection(new Kind(listener, reason), RequestInfo.silent(peer), detail));
    }

    /** Counts a request. */
    public void request(String listener, ErrorCode code, RequestInfo requestInfo, String detail) {
        count(new Rejection(new Kind(listener, Reason.of(code)), requestInfo, detail));
    }

    private void count(Rejection rejection) {
        counts.computeIfAbsent(rejection.kind(), kind -> new LongAdder()).increment();
        observers.forEach(observer -> observer.accept(rejection));
    }

    /** Calls for each kind that there was. */
    public void forEach(BiConsumer<Kind, Long> reader) {
        counts.forEach((kind, count) -> reader.accept(kind, count.sum()));
    }

    /** Tells somebody of each from now on, on the event loop where it happens. */
    public void observe(Consumer<Rejection> observer) {
        observers.add(observer);
    }

    /** Tells somebody nothing more. */
    public void forget(Consumer<Rejection> observer) {
        observers.remove(observer);
    }
}
