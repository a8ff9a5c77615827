package io.chunkgate.testkit;

import static io.chunkgate.testkit.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.transfer.Transfers;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.threadchecker.BlockedThreadEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Provides each test with a Vert.x. Fails the test if an event loop was blocked for more than 100 ms, a transfer or a file
 * descriptor remained open, or a Netty buffer leaked.
 */
public final class CheckedVertx implements BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private static final long BLOCKED_MILLIS = 100;
    /** The common prefix of all folders of {@code @TempDir}. */
    private static final Path TEMPORARY_FILES = Path.of(System.getProperty("java.io.tmpdir"), "junit");

    private static final Set<Object> RETAINED = ConcurrentHashMap.newKeySet();

    private final List<String> blocked = new CopyOnWriteArrayList<>();
    private Vertx vertx = Vertx.vertx();

    /** References a client until the test ends, because Vert.x closes a client that is not referenced any more. */
    public static <T> T retain(T client) {
        RETAINED.add(client);
        return client;
    }

    /** A Vert.x with the options of the gateway, and a check of its event loops. */
    public static Vertx create() {
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(2)
                .setPreferNativeTransport(true)
                .setBlockedThreadCheckInterval(10)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
                .setMaxEventLoopExecuteTime(BLOCKED_MILLIS)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
    }

    @Override
    public void beforeEach(ExtensionContext test) throws Exception {
        vertx.close().await(20, TimeUnit.SECONDS);
        blocked.clear();
        vertx = create();
        ((VertxInternal) vertx).blockedThreadChecker().setThreadBlockedHandler(this::record);
    }

    @Override
    public void afterEach(ExtensionContext test) throws Exception {
        Transfers transfers = Transfers.of(vertx);
        eventually(transfers::running, () -> transfers.running().isEmpty());
        vertx.close().await(20, TimeUnit.SECONDS);
        RETAINED.clear();
        eventually(() -> Descriptors.openBelow(TEMPORARY_FILES), () -> Descriptors.openBelow(TEMPORARY_FILES)
                .isEmpty());
        assertThat(blocked).as("event loops blocked").isEmpty();
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        System.gc();
        assertThat(RecordingLeakDetector.takeLeaks()).as("leaked buffers").isEmpty();
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Vertx.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return vertx;
    }

    private void record(BlockedThreadEvent event) {
        if (event.thread().getName().contains("eventloop")) {
            BlockedLoop.of(event.thread(), event.duration()).ifPresent(blocked::add);
        }
    }
}
