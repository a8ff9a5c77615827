package io.chunkgate.transfer;

import io.chunkgate.config.LimitsConfig;
import io.chunkgate.config.LiveConfig;
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
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Limits the count of concurrent transfers and other operations per client, and the rates of transfers, over all listeners of a Vert.x that have equal
 * limits. Uploads and downloads have separate rates. Safe for any thread.
 */
public final class TransferLimits implements Shareable {
    private final Supplier<LimitsConfig> current;
    private final LongSupplier nanoTime;
    private SharedRates rates;
    private final Map<Holder, Integer> counts = new ConcurrentHashMap<>();

    private record Holder(Share share, String client) {}

    /** The rates that all transfers of a direction share; new ones when the configured rate changes. */
    private record SharedRates(long bytesPerSecond, Optional<RateLimit> downloads, Optional<RateLimit> uploads) {}

    /**
     * @param current  the limits as they are now
     * @param nanoTime as {@link System#nanoTime}
     */
    TransferLimits(Supplier<LimitsConfig> current, LongSupplier nanoTime) {
        this.current = current;
        this.nanoTime = nanoTime;
        this.rates = sharedRates(current.get().bytesPerSecond());
    }

    /** Returns the instance that all listeners share that started with these limits. */
    public static TransferLimits of(Vertx vertx, LiveConfig config) {
        LocalMap<String, TransferLimits> shared = vertx.sharedData().getLocalMap("chunkgate.transferLimits");
        return shared.computeIfAbsent(
                config.current().limits().toJson().encode(),
                key -> new TransferLimits(() -> config.current().limits(), System::nanoTime));
    }

    /** Whether any rate limit is configured. */
    public boolean hasRates() {
        LimitsConfig limits = current.get();
        return limits.bytesPerSecond() > 0 || limits.bytesPerSecondPerTransfer() > 0;
    }

    /**
     * Counts a transfer until its allowance is closed.
     *
     * @param client the key that the transfer is counted by
     * @throws StoreException {@code RESOURCE_EXHAUSTED} when the client's limit of transfers is reached
     */
    Allowance open(String client, Direction direction) {
        Runnable transfer = take(Share.TRANSFERS, client);
        if (direction != Direction.FOLLOW) {
            return new Allowance(limiter(direction), transfer);
        }
        try {
            Runnable follower = take(Share.FOLLOWERS, client);
            return new Allowance(limiter(direction), () -> {
                follower.run();
                transfer.run();
            });
        } catch (StoreException refusal) {
            transfer.run();
            throw refusal;
        }
    }

    /**
     * Counts one more of a client's share until the result is run, once.
     *
     * @param client the key that it is counted by
     * @throws StoreException {@code RESOURCE_EXHAUSTED} when the client has as many as it may
     */
    public Runnable take(Share share, String client) {
        int max = share.max(current.get());
        Holder holder = new Holder(share, client);
        if (max == 0) {
            return () -> {};
        }
        if (counts.merge(holder, 1, Integer::sum) > max) {
            release(holder);
            throw share.refusal(max);
        }
        return () -> release(holder);
    }

    private RateLimiter limiter(Direction direction) {
        SharedRates all = rates();
        Optional<RateLimit> shared = direction == Direction.UPLOAD ? all.uploads() : all.downloads();
        Optional<RateLimit> own = rate(current.get().bytesPerSecondPerTransfer());
        return shared.isEmpty() && own.isEmpty()
                ? RateLimiter.UNLIMITED
                : new RateLimiter(
                        Stream.of(shared, own).flatMap(Optional::stream).toList());
    }

    /** Transfers that run keep the rate that they began with. */
    private synchronized SharedRates rates() {
        long bytesPerSecond = current.get().bytesPerSecond();
        if (rates.bytesPerSecond() != bytesPerSecond) {
            rates = sharedRates(bytesPerSecond);
        }
        return rates;
    }

    private SharedRates sharedRates(long bytesPerSecond) {
        return new SharedRates(bytesPerSecond, rate(bytesPerSecond), rate(bytesPerSecond));
    }

    private Optional<RateLimit> rate(long bytesPerSecond) {
        return bytesPerSecond == 0 ? Optional.empty() : Optional.of(new RateLimit(bytesPerSecond, nanoTime));
    }

    private void release(Holder holder) {
        counts.computeIfPresent(holder, (key, count) -> count == 1 ? null : count - 1);
    }

    /**
     * The limits of one transfer.
     *
     * @param release decrements the client's count of transfers
     */
    record Allowance(RateLimiter limiter, Runnable release) {
        /** No rate limit, and not counted. */
        static final Allowance UNLIMITED = new Allowance(RateLimiter.UNLIMITED, () -> {});

        /** Call once. */
        void close() {
            limiter.close();
            release.run();
        }
    }
}
