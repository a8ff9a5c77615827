package io.chunkgate.server.launch;

import io.chunkgate.config.GatewayConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.concurrent.TimeUnit;

/** The Vert.x that the program runs in. */
final class GatewayVertx {
    /**
     * One event loop per core, not the two that Vert.x makes: a loop here copies or sends bytes all the time it runs, so
     * that more of them only take turns on a core. At least two, since a loop waits when the kernel has to fetch from
     * disk what it sends.
     */
    static final int EVENT_LOOPS = Math.max(2, Runtime.getRuntime().availableProcessors());

    /**
     * Threads for what blocks: opening, reading, writing and syncing files. They wait for the disk and need no core each;
     * a disk gains little from more than some tens of requests at a time.
     */
    private static final int WORKERS = Math.max(32, 4 * EVENT_LOOPS);

    /**
     * A loop that stands still is worth a warning, and after a while a look at where it stands. Vert.x's own times are
     * shorter: on a machine with much else to do, loading classes at the start takes as long.
     */
    private static final long STANDSTILL_SECONDS = 5;

    private static final long STANDSTILL_WITH_STACK_SECONDS = 30;

    private GatewayVertx() {}

    /** Joins a cluster where the configuration wants it; fails with {@link StartException} when that cannot be. */
    static Future<Vertx> create(GatewayConfig config) {
        return config.cluster().enabled() ? ClusteredVertx.create(options(), config) : single();
    }

    private static Future<Vertx> single() {
        return Future.succeededFuture(Vertx.vertx(options()));
    }

    private static VertxOptions options() {
        return new VertxOptions()
                .setPreferNativeTransport(true)
                .setDisableTCCL(true) // All classes have one loader here; Vert.x would set it around each handler.
                .setEventLoopPoolSize(EVENT_LOOPS)
                .setWorkerPoolSize(WORKERS)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.SECONDS)
                .setMaxEventLoopExecuteTime(STANDSTILL_SECONDS)
                .setWarningExceptionTimeUnit(TimeUnit.SECONDS)
                .setWarningExceptionTime(STANDSTILL_WITH_STACK_SECONDS)
                .setFileSystemOptions(filesAsTheyAre());
    }

    /** No look into the class path for a file that is missing, and no copies of what is found there. */
    private static FileSystemOptions filesAsTheyAre() {
        return new FileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false);
    }
}
