package io.chunkgate.server.health;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The event loops of the servers of a Vert.x, and whether each of them runs tasks. Safe for any thread. */
public final class EventLoops implements Shareable {
    private static final String TURNING = "eventLoops";

    private final Set<Context> contexts = ConcurrentHashMap.newKeySet();
    private final CachedCheck check;

    private EventLoops(Vertx vertx, long timeoutMillis) {
        this.check = new CachedCheck(vertx, this::turn, report(false), timeoutMillis);
    }

    /** @param timeoutMillis how long a task may wait; that of the first call is used */
    public static EventLoops of(Vertx vertx, long timeoutMillis) {
        LocalMap<String, EventLoops> shared = vertx.sharedData().getLocalMap("chunkgate.eventLoops");
        return shared.computeIfAbsent("all", key -> new EventLoops(vertx, timeoutMillis));
    }

    /** @param context of a server that was started */
    public void add(Context context) {
        contexts.add(context);
    }

    /** @param context of a server that stops */
    public void remove(Context context) {
        contexts.remove(context);
    }

    /** Whether all event loops run a task within the timeout. */
    Future<HealthReport> check() {
        return check.run();
    }

    private Future<HealthReport> turn() {
        return Future.all(contexts.stream().map(EventLoops::turn).toList()).map(report(true));
    }

    private static Future<Void> turn(Context context) {
        Promise<Void> ran = Promise.promise();
        context.runOnContext(v -> ran.complete());
        return ran.future();
    }

    private static HealthReport report(boolean turning) {
        return new HealthReport(Map.of(TURNING, turning));
    }
}
