package io.chunkgate.store.s3.publish;

import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileName;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.client.Multipart;
import io.chunkgate.store.s3.client.S3Errors;
import io.chunkgate.store.s3.object.FileObjects;
import io.chunkgate.store.s3.object.Keys;
import io.chunkgate.store.s3.object.Outcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The changes of names, one after another: the n-th begins when its {@link Claim} is created, and n + 1 may be claimed when n is
 * finished. A change whose gateway stopped in between is finished by the gateway that wants to make the next one.
 */
final class Changes {
    /** How long the bytes of a change may be on their way that only its own gateway has. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final long PAUSE_MILLIS = 100;
    /** A gateway that was paused longer between listing and claiming lists again. */
    private static final Duration FRESH = Duration.ofSeconds(10);
    /** Longer than {@link #FRESH} and than the clocks of gateway and server may differ (15 minutes). */
    private static final Duration RETAINED = Duration.ofMinutes(20);

    private final Vertx vertx;
    private final Bucket bucket;
    private final FileObjects files;
    private final boolean deletesIfMatch;

    /** @param deletesIfMatch whether the server supports conditional deletes */
    Changes(Vertx vertx, Bucket bucket, FileObjects files, boolean deletesIfMatch) {
        this.vertx = vertx;
        this.bucket = bucket;
        this.files = files;
        this.deletesIfMatch = deletesIfMatch;
    }

    /**
     * A name of which no change is running.
     *
     * @param claims  of earlier changes, by number
     * @param since   when they were listed, in nanoseconds
     * @param current the published version, if it had to be read
     */
    record State(
            FileName name, List<Bucket.Entry> claims, long since, Optional<Optional<FileObjects.Version>> current) {
        private int next() {
            return last(claims).map(claim -> Keys.claimOf(claim.key()) + 1).orElse(1);
        }
    }

    private static Optional<Bucket.Entry> last(List<Bucket.Entry> claims) {
        return claims.isEmpty() ? Optional.empty() : Optional.of(claims.get(claims.size() - 1));
    }

    /** Finishes the last change of a name if that is not done. */
    Future<State> settle(FileName name) {
        return settle(name, System.nanoTime());
    }

    private Future<State> settle(FileName name, long began) {
        long since = System.nanoTime();
        return list(name).compose(claims -> last(claims)
                .map(last -> finish(name, claims, last, since, began))
                .orElseGet(() -> Future.succeededFuture(new State(name, claims, since, Optional.empty()))));
    }

    private Future<List<Bucket.Entry>> list(FileName name) {
        List<Bucket.Entry> claims = new ArrayList<>();
        return bucket.listAll(Keys.claims(name), page -> claims.addAll(page.objects()))
                .map(claims);
    }

    private Future<State> finish(FileName name, List<Bucket.Entry> claims, Bucket.Entry last, long since, long began) {
        return bucket.find(last.key()).compose(found -> {
            if (found.isEmpty()) {
                return settle(name, began); // Another gateway has withdrawn it.
            }
            Claim claim = Claim.of(found.get().json());
            return files.find(name).compose(current -> {
                Optional<FileInfo> file = current.map(FileObjects.Version::file);
                boolean isDone = isOf(current, claim.token());
                if (claim.kind() == Claim.Kind.PUT && !isDone && claim.isPending(file) && isPatient(began)) {
                    return vertx.timer(PAUSE_MILLIS).compose(v -> settle(name, began));
                }
                return (isDone ? record(claim, current) : finish(name, claim, current))
                        .map(now -> new State(name, claims, since, Optional.of(now)));
            });
        });
    }

    private static boolean isPatient(long began) {
        return System.nanoTime() - began < PATIENCE.toNanos();
    }

    static boolean isOf(Optional<FileObjects.Version> version, String token) {
        return version.filter(found -> found.isOf(token)).isPresent();
    }

    private Future<Optional<FileObjects.Version>> finish(
            FileName name, Claim claim, Optional<FileObjects.Version> current) {
        if (!claim.isPending(current.map(FileObjects.Version::file))) {
            return Future.succeededFuture(current);
        }
        return switch (claim.kind()) {
            case PUT -> Future.succeededFuture(current); // It is given up; its own gateway may still make it.
            case DELETE -> delete(name, current).map(Optional.empty());
            case COMPLETE -> complete(name, claim);
        };
    }

    private Future<Optional<FileObjects.Version>> complete(FileName name, Claim claim) {
        Multipart multipart =
                new Multipart(bucket, Keys.file(name), claim.multipart().orElseThrow());
        return multipart
                .parts()
                .compose(stored ->
                        stored.map(all -> complete(multipart, claim, all)).orElseGet(Future::succeededFuture))
                .compose(v -> files.find(name))
                .compose(current -> record(claim, current));
    }

    /** Parts that are not those of the claim can never be completed, so the change is withdrawn. */
    private Future<Void> complete(Multipart multipart, Claim claim, List<Multipart.Part> stored) {
        List<Multipart.Part> parts = stored.subList(0, Math.min(stored.size(), claim.parts()));
        long size = parts.stream().mapToLong(Multipart.Part::size).sum();
        return size == claim.size()
                ? multipart
                        .complete(parts)
                        .recover(cause -> S3Errors.isRefused(cause)
                                ? withdraw(multipart, claim).map(false)
                                : Future.failedFuture(cause))
                        .mapEmpty()
                : withdraw(multipart, claim);
    }

    private Future<Void> withdraw(Multipart multipart, Claim claim) {
        Future<?> recorded = claim.upload()
                .<Future<?>>map(id -> bucket.create(Keys.done(id), Outcome.NONE.toJson()))
                .orElseGet(Future::succeededFuture);
        return recorded.compose(v -> multipart.abort());
    }

    /** Records the result for the upload of a finished change, as its gateway may have stopped before. */
    private Future<Optional<FileObjects.Version>> record(Claim claim, Optional<FileObjects.Version> current) {
        if (claim.upload().isEmpty() || !isOf(current, claim.token())) {
            return Future.succeededFuture(current);
        }
        String key = Keys.done(claim.upload().get());
        JsonObject outcome = Outcome.of(current.orElseThrow().file()).toJson();
        return bucket.exists(key)
                .compose(exists -> exists ? Future.succeededFuture() : bucket.create(key, outcome))
                .map(current);
    }

    /** Claims the next change; false when another gateway has claimed it. */
    Future<Boolean> claim(State state, Claim claim) {
        String key = Keys.claim(state.name(), state.next());
        return bucket.create(key, claim.toJson()).compose(created -> {
            boolean isFresh = System.nanoTime() - state.since() < FRESH.toNanos();
            return created.isEmpty() || isFresh
                    ? Future.succeededFuture(created.isPresent())
                    : list(state.name())
                            .compose(now -> isOnlyNew(now, state, key)
                                    ? Future.succeededFuture(true)
                                    : bucket.delete(key).map(false));
        });
    }

    private static boolean isOnlyNew(List<Bucket.Entry> now, State before, String own) {
        Set<String> known = Stream.concat(before.claims().stream().map(Bucket.Entry::key), Stream.of(own))
                .collect(Collectors.toSet());
        return now.stream().map(Bucket.Entry::key).allMatch(known::contains);
    }

    /** Whether no change of the name was claimed after this one. */
    Future<Boolean> isLast(State claimed) {
        return list(claimed.name()).map(now -> last(now)
                .filter(claim -> Keys.claimOf(claim.key()) > claimed.next())
                .isEmpty());
    }

    Future<Void> delete(FileName name, Optional<FileObjects.Version> version) {
        String key = Keys.file(name);
        return version.map(known ->
                        deletesIfMatch ? bucket.deleteIf(key, known.file().etag()) : bucket.delete(key))
                .orElseGet(Future::succeededFuture);
    }

    /** Deletes the claims that no gateway can need any more. */
    Future<Void> tidy(State state) {
        return bucket.delete(old(state.claims()));
    }

    /** As {@link #tidy}, of all names. */
    Future<Void> sweep() {
        List<Future<Void>> deletions = new ArrayList<>();
        return bucket.listAll(Keys.CLAIMS, page -> deletions.add(bucket.delete(old(page.objects()))))
                .compose(v -> Future.all(deletions).mapEmpty());
    }

    private static List<String> old(List<Bucket.Entry> claims) {
        Instant before = Instant.now().minus(RETAINED);
        return claims.stream()
                .filter(claim -> claim.modified().isBefore(before))
                .map(Bucket.Entry::key)
                .limit(Bucket.MOST_KEYS)
                .toList();
    }
}
