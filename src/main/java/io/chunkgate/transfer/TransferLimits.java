package io.chunkgate.transfer;

import io.chunkgate.config.LimitsConfig;
import io.chunkgate.store.StoreException;
import io.chunkgate.transfer.rate.RateLimit;
import io.chunkgate.transfer.rate.RateLimiter;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * How many transfers a client may have at once, and how fast they may be: for all doors of a Vert.x together that are
 * configured alike. Each direction has rates of its own. Safe for any thread.
 */
public final class TransferLimits implements Shareable {
    private final LimitsConfig limits;
    private final LongSupplier nanoTime;
    private final Optional<RateLimit> downloads;
    private final Optional<RateLimit> uploads;
    private final Map<String, Integer> byClient = new ConcurrentHashMap<>();

    /** @param nanoTime as {@link System#nanoTime} */
    TransferLimits(LimitsConfig limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.downloads = rate(limits.bytesPerSecond());
        this.uploads = rate(limits.bytesPerSecond());
    }

    /** Those that all doors share. */
    public static TransferLimits of(Vertx vertx, LimitsConfig limits) {
        LocalMap<String, TransferLimits> shared = vertx.sharedData().getLocalMap("chunkgate.transferLimits");
        return shared.computeIfAbsent(limits.toJson().encode(), key -> new TransferLimits(limits, System::nanoTime));
    }

    /** Whether there are rates at all. */
    public boolean hasRates() {
        return limits.bytesPerSecond() > 0 || limits.bytesPerSecondPerTransfer() > 0;
    }

    /**
     * Counts a transfer until its allowance is closed.
     *
     * @param client who it is counted for
     * @throws StoreException {@code RESOURCE_EXHAUSTED}, for a while, when the client has as many as it may
     */
    Allowance open(String client, Direction direction) {
        int max = limits.maxTransfersPerPrincipal();
        if (max == 0) {
            return new Allowance(limiter(direction), () -> {});
        }
        if (byClient.merge(client, 1, Integer::sum) > max) {
            leave(client);
            throw StoreException.tooMany("transfers at once", max, "fewer; try again when one has ended");
        }
        return new Allowance(limiter(direction), () -> leave(client));
    }

    private RateLimiter limiter(Direction direction) {
        Optional<RateLimit> ofAll = direction == Direction.UPLOAD ? uploads : downloads;
        Optional<RateLimit> own = rate(limits.bytesPerSecondPerTransfer());
        return ofAll.isEmpty() && own.isEmpty()
                ? RateLimiter.FREE
                : new RateLimiter(
                        Stream.of(ofAll, own).flatMap(Optional::stream).toList());
    }

    private Optional<RateLimit> rate(long bytesPerSecond) {
        return bytesPerSecond == 0 ? Optional.empty() : Optional.of(new RateLimit(bytesPerSecond, nanoTime));
    }

    private void leave(String client) {
        byClient.computeIfPresent(client, (key, count) -> count == 1 ? null : count - 1);
    }

    /**
     * What one transfer may.
     *
     * @param limiter    how fast
     * @param leaving gives back its place among the transfers of its client
     */
    record Allowance(RateLimiter limiter, Runnable leaving) {
        /** As fast as it goes, and not counted. */
        static final Allowance FREE = new Allowance(RateLimiter.FREE, () -> {});

        /** To be called once. */
        void close() {
            limiter.close();
            leaving.run();
        }
    }
}
