package io.chunkgate.cluster.secret;

import io.vertx.core.Completable;
import io.vertx.core.Vertx;
import io.vertx.ext.cluster.infinispan.InfinispanClusterManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.infinispan.commons.util.FileLookup;
import org.infinispan.commons.util.FileLookupFactory;
import org.infinispan.configuration.parsing.ConfigurationBuilderHolder;
import org.infinispan.configuration.parsing.ParserRegistry;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.jgroups.util.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The cluster manager of Vert.x with other sockets for JGroups. As {@link InfinispanClusterManager}, it uses {@code
 * infinispan.xml} of the class path, or the file of the system property {@code vertx.infinispan.config}.
 */
final class SecureClusterManager extends InfinispanClusterManager {
    private final DefaultCacheManager caches;
    private @Nullable Vertx vertx;

    private SecureClusterManager(DefaultCacheManager caches) {
        super(caches);
        this.caches = caches;
    }

    static SecureClusterManager create(String jgroupsFile, SocketFactory sockets) {
        ConfigurationBuilderHolder configuration = read();
        configuration
                .getGlobalConfigurationBuilder()
                .classLoader(SecureClusterManager.class.getClassLoader())
                .transport()
                .defaultTransport()
                .addProperty(JGroupsTransport.CONFIGURATION_FILE, jgroupsFile)
                .addProperty(JGroupsTransport.SOCKET_FACTORY, sockets);
        return new SecureClusterManager(new DefaultCacheManager(configuration, false));
    }

    private static ConfigurationBuilderHolder read() {
        ClassLoader loader = SecureClusterManager.class.getClassLoader();
        FileLookup files = FileLookupFactory.newInstance();
        String name = System.getProperty("vertx.infinispan.config", "infinispan.xml");
        try (InputStream own = files.lookupFile(name, loader);
                InputStream standard = files.lookupFileStrict("default-infinispan.xml", loader)) {
            return new ParserRegistry().parse(own == null ? standard : own, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void init(Vertx vertx) {
        this.vertx = vertx;
        super.init(vertx);
    }

    @Override
    public void join(Completable<Void> joined) {
        run(caches::start, (started, failure) -> {
            if (failure == null) {
                super.join(joined);
            } else {
                joined.fail(failure);
            }
        });
    }

    @Override
    public void leave(Completable<Void> left) {
        super.leave((done, failure) -> run(caches::stop, left));
    }

    private void run(Runnable blocking, Completable<Void> done) {
        Objects.requireNonNull(vertx)
                .<@Nullable Void>executeBlocking(() -> {
                    blocking.run();
                    return null;
                })
                .onComplete((ran, failure) -> done.complete(null, failure));
    }
}
