package io.chunkgate.interop;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.Http2Frames;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.Requires;
import io.chunkgate.testkit.RunningCommand;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Attacks of malicious clients, until they are closed. */
enum Flood {
    @Requires(Need.SLOWHTTPTEST)
    SLOW_HEADERS {
        @Override
        Closeable start(PackagedGateway gateway, int seconds) {
            return slowhttptest(gateway, seconds, "-H", "-i", 1, "-c", 500, "-r", 250, "-x", 8);
        }
    },
    @Requires(Need.SLOWHTTPTEST)
    SLOW_BODY {
        @Override
        Closeable start(PackagedGateway gateway, int seconds) {
            return slowhttptest(gateway, seconds, "-B", "-i", 1, "-c", 500, "-r", 250, "-t", "PUT", "-x", 8);
        }
    },
    @Requires(Need.SLOWHTTPTEST)
    SLOW_READ {
        @Override
        Closeable start(PackagedGateway gateway, int seconds) {
            return slowhttptest(gateway, seconds, "-X", "-c", 500, "-r", 250, "-w", 512, "-y", 1024, "-n", 1, "-z", 32);
        }
    },
    @Requires(Need.SLOWHTTPTEST)
    RANGES {
        @Override
        Closeable start(PackagedGateway gateway, int seconds) {
            return slowhttptest(gateway, seconds, "-R", "-c", 500, "-r", 250, "-a", 5, "-b", 3000);
        }
    },
    HALF_OPEN {
        @Override
        Closeable start(PackagedGateway gateway, int seconds) throws IOException {
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                sockets.add(new Socket("127.0.0.1", gateway.port(Listener.HTTP)));
            }
            return () -> {
                for (Socket socket : sockets) {
                    socket.close();
                }
            };
        }
    },
    RESETS {
        @Override
        Closeable start(PackagedGateway gateway, int seconds) {
            return http2(gateway, Http2Frames.cancelledRequests(20_000));
        }
    },
    SETTINGS {
        @Override
        Closeable start(PackagedGateway gateway, int seconds) {
            return http2(gateway, Http2Frames.settings(20_000));
        }
    },
    PINGS {
        @Override
        Closeable start(PackagedGateway gateway, int seconds) {
            return http2(gateway, Http2Frames.pings(200_000));
        }
    },
    GARBAGE {
        @Override
        Closeable start(PackagedGateway gateway, int seconds) {
            byte[] garbage = new byte[64 * 1024];
            new Random(1).nextBytes(garbage);
            return repeat(
                    new byte[0],
                    garbage,
                    gateway.port(Listener.HTTP),
                    gateway.port(Listener.GRPC),
                    gateway.port(Listener.TCP));
        }
    };

    private static final int PATIENCE_MILLIS = 1000;

    /** @param seconds the minimum duration */
    abstract Closeable start(PackagedGateway gateway, int seconds) throws IOException;

    private static Closeable slowhttptest(PackagedGateway gateway, int seconds, Object... options) {
        Command command = Command.of("slowhttptest", "-u", gateway.url("large"), "-l", seconds, "-p", 1)
                .with(options);
        RunningCommand running = command.start();
        return running::close;
    }

    private static Closeable http2(PackagedGateway gateway, byte[] frames) {
        return repeat(Http2Frames.preface(), frames, gateway.port(Listener.HTTP), gateway.port(Listener.GRPC));
    }

    /** Sends the same bytes on sequential connections to each port, while they are accepted. */
    private static Closeable repeat(byte[] first, byte[] then, int... ports) {
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        for (int port : ports) {
            Thread thread = new Thread(() -> {
                while (!over.get()) {
                    send(port, first, then);
                }
            });
            thread.start();
            threads.add(thread);
        }
        return () -> {
            over.set(true);
            threads.forEach(Flood::join);
        };
    }

    private static void send(int port, byte[] first, byte[] then) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(first);
            socket.getOutputStream().write(then);
            socket.shutdownOutput();
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException refused) {
            // Expected.
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(20));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
