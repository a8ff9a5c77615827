package io.chunkgate.testkit;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Balances connections over several ports of 127.0.0.1, round robin. Skips ports on which no server listens. */
public final class Balancer implements AutoCloseable {
    private final List<Integer> targets;
    private final AtomicInteger turn = new AtomicInteger();
    private final NetClient client;
    private final NetServer server;

    /** @param targets the ports of the servers */
    public Balancer(Vertx vertx, List<Integer> targets) {
        this.targets = List.copyOf(targets);
        this.client = vertx.createNetClient();
        this.server = vertx.createNetServer().connectHandler(this::connected);
        await(server.listen(0, "127.0.0.1"));
    }

    /** The port for clients. */
    public int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        await(server.close());
        await(client.close());
    }

    private void connected(NetSocket from) {
        from.pause();
        connect(turn.getAndIncrement(), targets.size())
                .onFailure(refused -> from.close())
                .onSuccess(to -> {
                    join(from, to);
                    join(to, from);
                    from.resume();
                });
    }

    private Future<NetSocket> connect(int next, int attempts) {
        Future<NetSocket> connecting = client.connect(targets.get(Math.floorMod(next, targets.size())), "127.0.0.1");
        return attempts == 1 ? connecting : connecting.recover(refused -> connect(next + 1, attempts - 1));
    }

    private static void join(NetSocket from, NetSocket to) {
        from.closeHandler(closed -> to.close());
        from.exceptionHandler(broken -> to.close());
        from.pipeTo(to);
    }

    private static void await(Future<?> future) {
        try {
            future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
