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
 * Counts the connections and requests that the listeners of one Vert.x rejected before a transfer began. Failed transfers
 * are not counted here; they have a {@link TransferOutcome}. Safe for any thread.
 */
public final class Rejections implements Shareable {
    private final Map<Kind, LongAdder> counts = new ConcurrentHashMap<>();
    private final List<Consumer<Rejection>> observers = new CopyOnWriteArrayList<>();

    /** Why a connection or request was rejected. */
    public enum Reason {
        /** The limit of connections is reached. */
        CONNECTION_LIMIT,
        /** The client, or all clients together, exceed a limit. */
        TOO_MUCH,
        UNAUTHENTICATED,
        PERMISSION_DENIED,
        NOT_FOUND,
        /** A condition of the request does not hold, such as a version or an offset. */
        CONDITION,
        BAD_REQUEST,
        TOO_SLOW,
        UNAVAILABLE,
        FAULT;

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
                case INTERNAL, DATA_LOSS, UNKNOWN_DURABILITY -> FAULT;
            };
        }

        /** Returns the name in logs and metrics. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The labels of a counter.
     *
     * @param listener such as {@code tcp-tls}
     */
    public record Kind(String listener, Reason reason) {}

    /**
     * One rejected connection or request.
     *
     * @param detail the error message for the client
     */
    public record Rejection(Kind kind, RequestInfo requestInfo, String detail) {}

    private Rejections() {}

    /** Returns the instance that all listeners of a Vert.x share. */
    public static Rejections of(Vertx vertx) {
        LocalMap<String, Rejections> shared = vertx.sharedData().getLocalMap("chunkgate.rejections");
        return shared.computeIfAbsent("all", key -> new Rejections());
    }

    /** Counts a connection that was closed before it sent a request. */
    public void connection(String listener, Reason reason, String peer, String detail) {
        count(new Rejection(new Kind(listener, reason), RequestInfo.ofPeer(peer), detail));
    }

    /** Counts a rejected request. */
    public void request(String listener, ErrorCode code, RequestInfo requestInfo, String detail) {
        count(new Rejection(new Kind(listener, Reason.of(code)), requestInfo, detail));
    }

    private void count(Rejection rejection) {
        counts.computeIfAbsent(rejection.kind(), kind -> new LongAdder()).increment();
        observers.forEach(observer -> observer.accept(rejection));
    }

    /** Calls the consumer for each counter. */
    public void forEach(BiConsumer<Kind, Long> consumer) {
        counts.forEach((kind, count) -> consumer.accept(kind, count.sum()));
    }

    /** Calls the observer for each rejection from now on, on the event loop of the connection. */
    public void addObserver(Consumer<Rejection> observer) {
        observers.add(observer);
    }

    public void removeObserver(Consumer<Rejection> observer) {
        observers.remove(observer);
    }
}
