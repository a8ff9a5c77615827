package io.chunkgate.store.s3.upload;

import io.chunkgate.store.SpecJson;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.object.Block;
import io.chunkgate.store.s3.object.BlockList;
import io.chunkgate.store.s3.object.CommitResult;
import io.chunkgate.store.s3.object.Epoch;
import io.chunkgate.store.s3.object.Keys;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The objects of uploads in the bucket. */
final class UploadObjects {
    private final Bucket bucket;

    UploadObjects(Bucket bucket) {
        this.bucket = bucket;
    }

    Bucket bucket() {
        return bucket;
    }

    /** The state of an upload; empty when there is none. */
    Future<Optional<UploadSnapshot>> load(UploadId id) {
        UploadListing listing = new UploadListing(id);
        return bucket.listAll(Keys.data(id), listing::add).compose(v -> {
            int epoch = listing.epoch();
            return epoch == 0 ? Future.succeededFuture(Optional.empty()) : load(id, listing, epoch);
        });
    }

    private Future<Optional<UploadSnapshot>> load(UploadId id, UploadListing listing, int epoch) {
        Future<Optional<Bucket.JsonVersion>> record = bucket.find(Keys.epoch(id, epoch));
        Future<Optional<Bucket.JsonVersion>> done =
                listing.isDone() ? bucket.find(Keys.done(id)) : Future.succeededFuture(Optional.empty());
        return Future.all(record, done).map(both -> record.result()
                .map(found -> snapshot(
                        id,
                        listing,
                        Epoch.of(epoch, found.json()),
                        done.result().map(Bucket.JsonVersion::json).map(CommitResult::of))));
    }

    private static UploadSnapshot snapshot(
            UploadId id, UploadListing listing, Epoch last, Optional<CommitResult> outcome) {
        List<Block> chain = listing.chain();
        long settled = last.end().isPresent() ? BlockList.end(chain) : listing.settled(chain);
        return new UploadSnapshot(id, last, chain, listing.modified(), outcome, settled);
    }

    /** Begins an epoch; false when another writer has begun it. */
    Future<Boolean> begin(UploadId id, Epoch epoch) {
        return bucket.create(Keys.epoch(id, epoch.number()), epoch.toJson()).map(Optional::isPresent);
    }

    /** Whether no later epoch exists, so that all blocks stored before this call are valid. */
    Future<Boolean> isLast(UploadId id, int epoch) {
        return bucket.exists(Keys.epoch(id, epoch + 1)).map(followed -> !followed);
    }

    /** Makes the blocks of a staged write valid. */
    Future<Void> commitStage(UploadId id, int epoch, int stage) {
        return bucket.put(Keys.committed(id, epoch, stage), new JsonObject()).mapEmpty();
    }

    /** Records the result of a commit once; returns the result that another gateway recorded before, if there is one. */
    Future<CommitResult> end(UploadId id, CommitResult outcome) {
        return bucket.create(Keys.done(id), outcome.toJson())
                .compose(won -> won.isPresent()
                        ? Future.succeededFuture(outcome)
                        : bucket.find(Keys.done(id)).map(found -> found.map(Bucket.JsonVersion::json)
                                .map(CommitResult::of)
                                .orElse(outcome)));
    }

    Future<Boolean> isDone(UploadId id) {
        return bucket.exists(Keys.done(id));
    }

    /** Hides a complete upload from clients until it is cleaned up. */
    Future<Void> markRemoved(UploadId id) {
        return bucket.put(Keys.done(id), new CommitResult(false).toJson()).mapEmpty();
    }

    /** Lists an upload as running. */
    Future<Void> show(UploadSpec spec, UploadId id) {
        JsonObject json = SpecJson.write(spec);
        Future<?> counted = spec.countsWhenComplete() ? bucket.put(Keys.counted(id), json) : Future.succeededFuture();
        return counted.compose(v -> bucket.put(Keys.running(spec, id), json)).mapEmpty();
    }

    /** The spec of a listed upload; empty when it is not listed any more, or was listed without a spec. */
    Future<Optional<UploadSpec>> listedSpec(String key) {
        return bucket.find(key).map(found -> found.map(Bucket.JsonVersion::json)
                .filter(json -> json.containsKey("name"))
                .map(json -> SpecJson.readSpec(json, true)));
    }

    /** The upload is not listed any more, and does not count. */
    Future<Void> forget(UploadSpec spec, UploadId id) {
        Future<Void> hidden = hide(spec, id);
        return spec.countsWhenComplete() ? hidden.compose(v -> bucket.delete(Keys.counted(id))) : hidden;
    }

    Future<Void> hide(UploadSpec spec, UploadId id) {
        return bucket.delete(Keys.running(spec, id));
    }

    /** Deletes the bytes, and leaves the objects that record the end. */
    Future<Void> deleteBlocks(UploadId id) {
        return delete(id, UploadListing::isBlock);
    }

    /** Deletes everything but the blocks of a manifest. */
    Future<Void> deleteAllBut(UploadId id, List<Block> published) {
        List<String> keys =
                published.stream().map(block -> Keys.block(id, block)).toList();
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
                                .map(Bucket.Entry::key)
                                .filter(which)
                                .toList())))
                .compose(v -> Future.all(deletions).mapEmpty());
    }
}
