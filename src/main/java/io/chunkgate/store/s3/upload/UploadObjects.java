package io.chunkgate.store.s3.upload;

import io.chunkgate.store.SpecJson;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.client.Multipart;
import io.chunkgate.store.s3.object.Block;
import io.chunkgate.store.s3.object.BlockList;
import io.chunkgate.store.s3.object.Epoch;
import io.chunkgate.store.s3.object.Keys;
import io.chunkgate.store.s3.object.Outcome;
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
        return bucket.listAll(Keys.upload(id), listing::add).compose(v -> {
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
                        done.result().map(Bucket.JsonVersion::json).map(Outcome::of))));
    }

    private static UploadSnapshot snapshot(UploadId id, UploadListing listing, Epoch last, Optional<Outcome> outcome) {
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
    Future<Outcome> end(UploadId id, Outcome outcome) {
        return bucket.create(Keys.done(id), outcome.toJson())
                .compose(won -> won.isPresent()
                        ? Future.succeededFuture(outcome)
                        : outcome(id).map(found -> found.orElse(outcome)));
    }

    /** The recorded result of a commit. */
    Future<Optional<Outcome>> outcome(UploadId id) {
        return bucket.find(Keys.done(id))
                .map(found -> found.map(Bucket.JsonVersion::json).map(Outcome::of));
    }

    /** Hides a complete upload from clients until it is cleaned up. */
    Future<Void> markRemoved(UploadId id) {
        return bucket.put(Keys.done(id), Outcome.NONE.toJson()).mapEmpty();
    }

    /** Has the objects of an ended upload deleted when it expires. */
    Future<Void> schedule(UploadId id) {
        return bucket.put(Keys.due(id), new JsonObject()).mapEmpty();
    }

    /** Puts a new upload into the bucket. */
    Future<Void> register(UploadId id, Epoch first) {
        return Future.join(begin(id, first), show(first.spec(), id)).mapEmpty();
    }

    /** Lists an upload as running. */
    private Future<Void> show(UploadSpec spec, UploadId id) {
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

    Future<Void> deleteAll(UploadId id) {
        return delete(id, key -> true);
    }

    /** Blocks are deleted together with the parts that were copied from them. */
    private Future<Void> delete(UploadId id, Predicate<String> which) {
        List<String> keys = new ArrayList<>();
        return bucket.listAll(Keys.upload(id), page -> page.objects().forEach(object -> keys.add(object.key())))
                .compose(v -> keys.contains(Keys.multipart(id)) ? abortMultipart(id) : Future.succeededFuture())
                .compose(v -> delete(keys.stream().filter(which).toList(), 0));
    }

    private Future<Void> delete(List<String> keys, int from) {
        int end = Math.min(keys.size(), from + Bucket.MOST_KEYS);
        return from == end
                ? Future.succeededFuture()
                : bucket.delete(keys.subList(from, end)).compose(v -> delete(keys, end));
    }

    /** The multipart upload into which the blocks are copied, if it was begun. */
    Future<Optional<Multipart>> multipart(UploadId id) {
        return bucket.find(Keys.multipart(id))
                .map(found -> found.map(Bucket.JsonVersion::json).map(json -> Multipart.of(bucket, json)));
    }

    /** Records a multipart upload; returns the one that another gateway recorded before, if there is one. */
    Future<Multipart> begin(UploadId id, Multipart multipart) {
        return bucket.create(Keys.multipart(id), multipart.toJson())
                .compose(won -> won.isPresent()
                        ? Future.succeededFuture(multipart)
                        : multipart.abort().compose(v -> multipart(id)).map(recorded -> recorded.orElse(multipart)));
    }

    private Future<Void> abortMultipart(UploadId id) {
        return multipart(id).compose(found -> found.map(Multipart::abort).orElseGet(Future::succeededFuture));
    }
}
