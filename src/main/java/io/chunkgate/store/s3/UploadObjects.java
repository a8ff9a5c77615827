package io.chunkgate.store.s3;

import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What the bucket has of one upload. */
final class UploadObjects {
    private final Bucket bucket;

    UploadObjects(Bucket bucket) {
        this.bucket = bucket;
    }

    Bucket bucket() {
        return bucket;
    }

    /** All that is there of an upload; empty when there is nothing. */
    Future<Optional<UploadSnapshot>> load(UploadId id) {
        UploadListing listing = new UploadListing(id);
        return bucket.listAll(Keys.data(id), listing::add).compose(v -> {
            int epoch = listing.epoch();
            return epoch == 0 ? Future.succeededFuture(Optional.empty()) : load(id, listing, epoch);
        });
    }

    private Future<Optional<UploadSnapshot>> load(UploadId id, UploadListing listing, int epoch) {
        Future<Optional<Stored>> record = bucket.find(Keys.epoch(id, epoch));
        Future<Optional<Stored>> done =
                listing.isDone() ? bucket.find(Keys.done(id)) : Future.succeededFuture(Optional.empty());
        return Future.all(record, done).map(both -> record.result()
                .map(found -> new UploadSnapshot(
                        id,
                        Epoch.of(epoch, found.json()),
                        listing.chain(),
                        listing.modified(),
                        done.result().map(Stored::json).map(Outcome::of))));
    }

    /** Makes an epoch begin; false when somebody else was first. */
    Future<Boolean> begin(UploadId id, Epoch epoch) {
        return bucket.create(Keys.epoch(id, epoch.number()), epoch.toJson()).map(Optional::isPresent);
    }

    /** Whether no epoch has followed yet, so that all that was stored before this call counts. */
    Future<Boolean> isLast(UploadId id, int epoch) {
        return bucket.exists(Keys.epoch(id, epoch + 1)).map(followed -> !followed);
    }

    /** Makes the blocks of a piece count that was on trial. */
    Future<Void> keep(UploadId id, int epoch, int piece) {
        return bucket.put(Keys.keep(id, epoch, piece), new JsonObject()).mapEmpty();
    }

    /** Says what became of a commit, once; returns what somebody else said, where that was earlier. */
    Future<Outcome> end(UploadId id, Outcome outcome) {
        return bucket.create(Keys.done(id), outcome.toJson())
                .compose(won -> won.isPresent()
                        ? Future.succeededFuture(outcome)
                        : bucket.find(Keys.done(id))
                                .map(found ->
                                        found.map(Stored::json).map(Outcome::of).orElse(outcome)));
    }

    Future<Boolean> isDone(UploadId id) {
        return bucket.exists(Keys.done(id));
    }

    /** Has nobody told of a complete upload any more, until it is tidied up. */
    Future<Void> forget(UploadId id) {
        return bucket.put(Keys.done(id), new Outcome(false).toJson()).mapEmpty();
    }

    /** Shows that an upload runs; of a file also under its name. */
    Future<Void> show(UploadSpec spec, UploadId id) {
        return bucket.put(Keys.running(spec, id), new JsonObject()).mapEmpty();
    }

    Future<Void> hide(UploadSpec spec, UploadId id) {
        return bucket.delete(Keys.running(spec, id));
    }

    /** Deletes the bytes and leaves what says how the upload ended. */
    Future<Void> deleteBlocks(UploadId id) {
        return delete(id, UploadListing::isBlock);
    }

    /** Deletes everything but the blocks of a manifest. */
    Future<Void> deleteAllBut(UploadId id, List<Block> kept) {
        List<String> keys = kept.stream().map(block -> Keys.block(id, block)).toList();
        return delete(id, key -> !keys.contains(key));
    }

    Future<Void> deleteAll(UploadId id) {
        return delete(id, key -> true);
    }

    private Future<Void> delete(UploadId id, Predicate<String> which) {
        List<Future<Void>> deletions = new ArrayList<>();
        return bucket.listAll(
                        Keys.data(id),
                        page -> deletions.add(bucket.delete(page.objects().stream()
                                .map(BucketObject::key)
                                .filter(which)
                                .toList())))
                .compose(v -> Future.all(deletions).mapEmpty());
    }
}
