package io.chunkgate.cluster;

import io.vertx.core.impl.VertxThread;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxThreadFactory;
import java.util.concurrent.TimeUnit;
import javax.security.auth.Subject;
import org.infinispan.security.Security;
import org.jspecify.annotations.Nullable;

/**
 * Lets Infinispan 14 run on Java 23 and later. At many of its steps it asks who runs a thread, first in a variable of its own
 * that threads inherit, and then by {@code Subject.getSubject}, which these Javas refuse. So every thread of a clustered
 * Vert.x is run by nobody in particular, which Infinispan takes for an answer.
 *
 * <p>Vert.x finds this by {@link java.util.ServiceLoader}, also where the doors are deployed in a Vert.x of somebody else's.
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
                isClustered ? asNobody(work) : work, name, isWorker, maxExecuteTime, maxExecuteTimeUnit);
    }

    private static Runnable asNobody(Runnable work) {
        return () -> Security.doAs(new Subject(), work);
    }
}
