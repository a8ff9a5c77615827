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
 * Gives each test a Vert.x, and fails the test when an event loop was blocked for more than 100 ms, when a transfer or a
 * descriptor of a file was left over, or when a Netty buffer leaked.
 */
public final class CheckedVertx implements BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private static final long BLOCKED_MILLIS = 100;
    /** What the paths of all folders of {@code @TempDir} begin with. */
    private static final Path TEMPORARY_FILES = Path.of(System.getProperty("java.io.tmpdir"), "junit");

    private static final Set<Object> SUSPENDED = ConcurrentHashMap.newKeySet();

    private final List<String> blocked = new CopyOnWriteArrayList<>();
    private Vertx vertx = Vertx.vertx();

    /** Holds on to a client until the test ends: Vert.x closes one, calls and all, when nobody refers to it any more. */
    public static <T> T keep(T client) {
        SUSPENDED.add(client);
        return client;
    }

    /** A Vert.x as the gateway makes it, with a watch on its event loops. */
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
        SUSPENDED.clear();
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
