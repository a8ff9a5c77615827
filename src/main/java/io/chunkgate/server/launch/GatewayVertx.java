package io.chunkgate.server.launch;

import io.chunkgate.config.GatewayConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.util.concurrent.TimeUnit;

/** Creates the Vert.x of the program. */
final class GatewayVertx {
    /**
     * One event loop per core, instead of two as by default: event loops copy and send bytes and rarely wait, so more of them
     * would only compete for the cores. At least two, since an event loop blocks while the kernel reads from disk what it sends.
     */
    static final int EVENT_LOOPS = Math.max(2, Runtime.getRuntime().availableProcessors());

    /**
     * Threads for blocking file operations. They mostly wait for the disk, so there are more than cores; disks gain little from
     * more than some tens of concurrent requests.
     */
    private static final int WORKERS = Math.max(32, 4 * EVENT_LOOPS);

    /**
     * After this time Vert.x warns about a blocked event loop, and after the longer one it logs the stack. The defaults of
     * Vert.x are shorter: on a busy machine, loading classes at the start takes as long.
     */
    private static final long BLOCKED_WARNING_SECONDS = 5;

    private static final long BLOCKED_STACK_SECONDS = 30;

    private GatewayVertx() {}

    /** Joins a cluster if the configuration enables it; fails with {@link StartException} if that fails. */
    static Future<Vertx> create(GatewayConfig config) {
        return config.cluster().enabled() ? ClusteredVertx.create(options(), config) : single();
    }

    private static Future<Vertx> single() {
        return Future.succeededFuture(Vertx.vertx(options()));
    }

    private static VertxOptions options() {
        return new VertxOptions()
                .setPreferNativeTransport(true)
                .setDisableTCCL(true) // Vert.x would set the class loader for each handler; there is only one here.
                .setEventLoopPoolSize(EVENT_LOOPS)
                .setWorkerPoolSize(WORKERS)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.SECONDS)
                .setMaxEventLoopExecuteTime(BLOCKED_WARNING_SECONDS)
                .setWarningExceptionTimeUnit(TimeUnit.SECONDS)
                .setWarningExceptionTime(BLOCKED_STACK_SECONDS)
                .setFileSystemOptions(fileSystemOptions());
    }

    /** Disables the lookup of missing files on the class path, and their caching. */
    private static FileSystemOptions fileSystemOptions() {
        return new FileSystemOptions().setClassPathResolvingEnabled(false).setFileCachingEnabled(false);
    }
}
