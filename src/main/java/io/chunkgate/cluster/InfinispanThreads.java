package io.chunkgate.cluster;

import io.vertx.core.impl.VertxThread;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxThreadFactory;
import java.util.concurrent.TimeUnit;
import javax.security.auth.Subject;
import org.infinispan.security.Security;
import org.jspecify.annotations.Nullable;

/**
 * Makes Infinispan 14 work on Java 23 and later. Infinispan queries the current {@link Subject}, first from an inheritable
 * thread-local variable of its own, then by {@code Subject.getSubject}, which throws on these versions of Java. So every
 * thread of a clustered Vert.x runs with an empty subject in that variable.
 *
 * <p>Vert.x finds this by {@link java.util.ServiceLoader}, also when an application deploys the verticles in its own Vert.x.
 */
public final class InfinispanThreads implements VertxThreadFactory {
    private static final int FIRST_JAVA = 23;

    private @Nullable VertxBootstrap bootstrap;

    @Override
    public void init(VertxBootstrap starting) {
        if (Runtime.version().feature() >= FIRST_JAVA && starting.threadFactory() == null) {
            bootstrap = starting;
            starting.threadFactory(this);
        }
    }

    @Override
    public VertxThread newVertxThread(
            Runnable work, String name, boolean isWorker, long maxExecuteTime, TimeUnit maxExecuteTimeUnit) {
        boolean isClustered = bootstrap != null && bootstrap.clusterManager() != null;
        return VertxThreadFactory.super.newVertxThread(
                isClustered ? withEmptySubject(work) : work, name, isWorker, maxExecuteTime, maxExecuteTimeUnit);
    }

    private static Runnable withEmptySubject(Runnable work) {
        return () -> Security.doAs(new Subject(), work);
    }
}
