package io.chunkgate.store.s3.client;

import io.chunkgate.config.S3Config;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/**
 * The bucket: the only class that uses the S3 client. Keys are without the configured prefix. Results arrive on any thread,
 * which must not be blocked; failures are those of the S3 client, for {@link S3Errors#translate}.
 */
public final class Bucket {
    /** The maximum of keys in one deletion and in one page of a listing. */
    public static final int MOST_KEYS = 1000;

    private static final int CONFLICTS = 5;
    private static final long CONFLICT_PAUSE_MILLIS = 50;
    /** The key of metadata that distinguishes the writers of an object, to recognise an own object after a lost response. */
    public static final String TOKEN = "chunkgate-token";
    /** The content type of files. */
    public static final String BYTES = "application/octet-stream";

    /**
     * An object in a listing.
     *
     * @param key      without the configured prefix
     * @param size     in bytes
     * @param modified when it was put, by the clock of the server
     */
    public record Entry(String key, String etag, long size, Instant modified) {}

    /**
     * A page of a listing.
     *
     * @param objects sorted by the bytes of their keys
     * @param folders the common prefixes up to the delimiter, in the same order
     * @param next    where the next page begins; empty on the last page
     */
    public record Page(List<Entry> objects, List<String> folders, Optional<String> next) {}

    /** The content of a JSON object in the bucket, with the tag of this version. */
    public record JsonVersion(JsonObject json, String etag) {}

    /**
     * Describes the current version of an object.
     *
     * @param size     in bytes
     * @param modified in whole seconds, by the clock of the server
     * @param version  of a bucket that keeps versions
     * @param metadata keys are in lower case
     */
    public record Head(
            String etag, long size, Instant modified, Optional<String> version, Map<String, String> metadata) {
        public Optional<String> token() {
            return Optional.ofNullable(metadata.get(TOKEN));
        }
    }

    /** When a PUT takes effect. */
    public sealed interface Guard {
        record None() implements Guard {}

        /** The key must be free. Of several concurrent writers one succeeds, on every server. */
        record New() implements Guard {}

        /** The object must have this tag; servers differ in whether this holds for concurrent writers. */
        record Tag(String etag) implements Guard {}
    }

    private final Vertx vertx;
    private final S3Clients.Connected connected;
    private final S3AsyncClient client;
    private final String bucket;
    private final String prefix;
    private final Workers workers;
    private volatile boolean unquotedTags;

    /**
     * @param connected closed with this
     * @param workers   make the requests
     */
    public Bucket(Vertx vertx, S3Clients.Connected connected, Workers workers, S3Config config) {
        this.vertx = vertx;
        this.workers = workers;
        this.connected = connected;
        this.client = connected.client();
        this.bucket = config.bucket();
        this.prefix = config.prefix();
    }

    /** Returns how many requests were sent, by operation. */
    public Map<String, Long> requests() {
        return connected.requests().counts();
    }

    /** For a server that compares the tag in If-Match of PUT without quotes, such as Ceph's RGW 16.2. */
    void useUnquotedTags() {
        unquotedTags = true;
    }

    /** The content of a small object; empty when there is none. */
    public Future<Optional<JsonVersion>> find(String key) {
        return ifPresent(call(() -> client.getObject(
                        get -> get.bucket(bucket).key(prefix + key), AsyncResponseTransformer.toBytes()))
                .map(found -> new JsonVersion(
                        json(key, found.asByteArrayUnsafe()), found.response().eTag())));
    }

    /** Whether the bucket exists; fails when the server does not answer, or denies access. */
    public Future<Boolean> isPresent() {
        return call(() -> client.headBucket(head -> head.bucket(bucket)))
                .map(true)
                .recover(cause -> S3Errors.status(cause) == S3Errors.NOT_FOUND
                        ? Future.succeededFuture(false)
                        : Future.failedFuture(cause));
    }

    /** Fails as a request does whose response says why: that to HEAD has no body. */
    public Future<Void> requireAccess() {
        return list("", false, "", Optional.empty(), 1).mapEmpty();
    }

    public Future<Boolean> exists(String key) {
        return head(key).map(Optional::isPresent);
    }

    /** Fills the target with a range of an object. Fails with {@code DATA_LOSS} when it is missing or has another tag. */
    public Future<Void> read(ObjectVersion object, long from, ByteBuffer target) {
        RangeCollector collector = new RangeCollector(target);
        return get(connected.client(), object, from, from + target.remaining(), collector)
                .onComplete(done -> collector.stop());
    }

    /**
     * A range of an object as a stream, over connections that only streams use: slow readers take none from other requests.
     * Nothing is requested before the first read. The caller closes the result unless every byte was read.
     *
     * @param from of the first byte
     * @param end  after the last byte, greater than {@code from}
     */
    public ObjectStream stream(ObjectVersion object, long from, long end) {
        return new ObjectStream(this, object, from, end);
    }

    Future<Void> get(
            ObjectVersion object, long from, long end, AsyncResponseTransformer<GetObjectResponse, Void> body) {
        return get(connected.streams(), object, from, end, body);
    }

    private Future<Void> get(
            S3AsyncClient by,
            ObjectVersion object,
            long from,
            long end,
            AsyncResponseTransformer<GetObjectResponse, Void> body) {
        GetObjectRequest.Builder get = GetObjectRequest.builder()
                .bucket(bucket)
                .key(prefix + object.key())
                .range("bytes=" + from + "-" + (end - 1));
        object.version().ifPresentOrElse(get::versionId, () -> get.ifMatch(object.etag()));
        GetObjectRequest request = get.build();
        return call(() -> by.getObject(request, body))
                .recover(cause -> Future.failedFuture(
                        S3Errors.isAbsent(cause) || S3Errors.status(cause) == S3Errors.PRECONDITION_FAILED
                                ? new StoreException(
                                        ErrorCode.DATA_LOSS, "the file was replaced or deleted while it was read")
                                : cause));
    }

    /** Puts an object under a key with one writer; returns its tag. */
    public Future<String> put(String key, Supplier<PutBody> body) {
        return put(key, body, put -> {});
    }

    private Future<String> put(String key, Supplier<PutBody> body, Consumer<PutObjectRequest.Builder> more) {
        return call(() -> {
                    PutBody given = body.get();
                    PutObjectRequest request = PutObjectRequest.builder()
                            .bucket(bucket)
                            .key(prefix + key)
                            .contentLength(given.length())
                            .contentMD5(given.md5())
                            .checksumCRC32C(given.crc32c())
                            .applyMutation(more)
                            .build();
                    return client.putObject(request, given.publisher());
                })
                .map(PutObjectResponse::eTag);
    }

    public Future<String> put(String key, JsonObject json) {
        return put(key, () -> PutBody.of(json));
    }

    /** Creates an object; empty when another writer has created it. Of several concurrent writers one succeeds. */
    public Future<Optional<String>> create(String key, JsonObject json) {
        return putIf(key, json, new Guard.New());
    }

    /** Replaces an object of that tag; empty when the tag is another. */
    Future<Optional<String>> replace(String key, JsonObject json, String etag) {
        return putIf(key, json, new Guard.Tag(etag));
    }

    /** Puts an object under conditions; empty when they are not met. */
    public Future<Optional<String>> put(
            String key, Supplier<PutBody> body, String contentType, Map<String, String> metadata, Guard guard) {
        return put(key, body, contentType, metadata, guard, CONFLICTS);
    }

    /**
     * Copies one version of an object within the server; returns the tag of the copy. Fails when the object is another version
     * now. No condition on the replaced object: few servers support one.
     *
     * @param metadata of the copy
     */
    public Future<String> copy(ObjectVersion source, String key, Map<String, String> metadata) {
        CopyObjectRequest.Builder copy = CopyObjectRequest.builder()
                .sourceBucket(bucket)
                .sourceKey(prefix + source.key())
                .destinationBucket(bucket)
                .destinationKey(prefix + key)
                .metadataDirective(MetadataDirective.REPLACE)
                .metadata(metadata)
                .contentType(BYTES);
        source.version().ifPresentOrElse(copy::sourceVersionId, () -> copy.copySourceIfMatch(source.etag()));
        CopyObjectRequest request = copy.build();
        return call(() -> client.copyObject(request))
                .map(copied -> copied.copyObjectResult().eTag());
    }

    /** Deletes an object of that tag; does nothing when the tag is another. */
    public Future<Void> deleteIf(String key, String etag) {
        return call(() -> client.deleteObject(
                        delete -> delete.bucket(bucket).key(prefix + key).ifMatch(etag)))
                .<Void>mapEmpty()
                .recover(cause -> S3Errors.isAbsent(cause) || S3Errors.status(cause) == S3Errors.PRECONDITION_FAILED
                        ? Future.succeededFuture()
                        : Future.failedFuture(cause));
    }

    public Future<Void> delete(String key) {
        return call(() -> client.deleteObject(delete -> delete.bucket(bucket).key(prefix + key)))
                .mapEmpty();
    }

    /** @param keys at most {@link #MOST_KEYS} */
    public Future<Void> delete(List<String> keys) {
        if (keys.isEmpty()) {
            return Future.succeededFuture();
        }
        List<ObjectIdentifier> objects = keys.stream()
                .map(key -> ObjectIdentifier.builder().key(prefix + key).build())
                .toList();
        Delete all = Delete.builder().objects(objects).quiet(true).build();
        return call(() -> client.deleteObjects(delete -> delete.bucket(bucket).delete(all)))
                .compose(reply -> reply.hasErrors() && !reply.errors().isEmpty()
                        ? Future.failedFuture(new StoreException(
                                ErrorCode.UNAVAILABLE,
                                "the store did not delete " + reply.errors().size() + " objects"))
                        : Future.succeededFuture());
    }

    /**
     * A page of the keys with a prefix.
     *
     * @param folders whether keys with a further {@code /} are grouped
     * @param after   the first key is after this one; ignored with a continuation
     * @param next    of the previous page
     * @param limit   of entries, up to {@link #MOST_KEYS}
     */
    public Future<Page> list(String keyPrefix, boolean folders, String after, Optional<String> next, int limit) {
        ListObjectsV2Request.Builder list = ListObjectsV2Request.builder()
                .bucket(bucket)
                .prefix(prefix + keyPrefix)
                .encodingType(EncodingType.URL)
                .maxKeys(limit);
        if (folders) {
            list.delimiter("/");
        }
        if (next.isPresent()) {
            list.continuationToken(next.get());
        } else if (!after.isEmpty()) {
            list.startAfter(prefix + after);
        }
        ListObjectsV2Request request = list.build();
        return call(() -> client.listObjectsV2(request)).map(this::page);
    }

    /** Passes every page of the keys with a prefix to a consumer. */
    public Future<Void> listAll(String keyPrefix, Consumer<Page> consumer) {
        return listWhile(next -> list(keyPrefix, false, "", next, MOST_KEYS), page -> {
            consumer.accept(page);
            return Future.succeededFuture(true);
        });
    }

    /**
     * Passes pages to a consumer, each after the previous one was processed.
     *
     * @param pages    lists a page; its parameter is the {@code next} of the previous page
     * @param consumer whether another page is needed
     */
    public static Future<Void> listWhile(
            Function<Optional<String>, Future<Page>> pages, Function<Page, Future<Boolean>> consumer) {
        Promise<Void> end = Promise.promise();
        listFrom(Optional.empty(), pages, consumer, end);
        return end.future();
    }

    /** Aborts running requests. */
    public Future<Void> close() {
        return vertx.executeBlocking(() -> {
            connected.close();
            return null;
        });
    }

    /** With one promise for all pages, as a chain of futures would overflow the stack. */
    private static void listFrom(
            Optional<String> next,
            Function<Optional<String>, Future<Page>> pages,
            Function<Page, Future<Boolean>> consumer,
            Promise<Void> end) {
        pages.apply(next)
                .compose(page -> consumer.apply(page).map(more -> more ? page.next() : Optional.<String>empty()))
                .onFailure(end::fail)
                .onSuccess(following -> {
                    if (following.isPresent()) {
                        listFrom(following, pages, consumer, end);
                    } else {
                        end.complete();
                    }
                });
    }

    private Future<Optional<String>> putIf(String key, JsonObject json, Guard guard) {
        Map<String, String> metadata = Map.of(TOKEN, UUID.randomUUID().toString());
        return put(key, () -> PutBody.of(json), "application/json", metadata, guard);
    }

    private Future<Optional<String>> put(
            String key,
            Supplier<PutBody> body,
            String contentType,
            Map<String, String> metadata,
            Guard guard,
            int conflicts) {
        return put(key, body, put -> put.metadata(metadata)
                        .contentType(contentType)
                        .applyMutation(guarded(guard)))
                .map(Optional::of)
                .recover(cause -> switch (S3Errors.status(cause)) {
                    case S3Errors.PRECONDITION_FAILED, S3Errors.NOT_FOUND ->
                        ownEarlierAttempt(key, metadata.get(TOKEN), cause);
                    case S3Errors.CONFLICT ->
                        conflicts == 0
                                ? Future.failedFuture(cause)
                                : pause().compose(v -> put(key, body, contentType, metadata, guard, conflicts - 1));
                    default -> Future.failedFuture(cause);
                });
    }

    private Consumer<PutObjectRequest.Builder> guarded(Guard guard) {
        return put -> {
            if (guard instanceof Guard.New) {
                put.ifNoneMatch("*");
            } else if (guard instanceof Guard.Tag tag) {
                put.ifMatch(unquotedTags ? tag.etag().replace("\"", "") : tag.etag());
            }
        };
    }

    /** An earlier attempt may have succeeded although its response was lost; then the object has our token. */
    private Future<Optional<String>> ownEarlierAttempt(String key, @Nullable String token, Throwable cause) {
        if (S3Errors.status(cause) == S3Errors.NOT_FOUND && !S3Errors.isAbsent(cause)) {
            return Future.failedFuture(cause);
        }
        return head(key).map(found -> found.filter(head -> head.token().equals(Optional.ofNullable(token)))
                .map(Head::etag));
    }

    /** The current version of an object; empty when there is none, and when there is no bucket. */
    public Future<Optional<Head>> head(String key) {
        return ifPresent(
                call(() -> client.headObject(head -> head.bucket(bucket).key(prefix + key)))
                        .recover(cause -> S3Errors.isUnexplained(cause)
                                ? requireAccess().compose(v -> Future.failedFuture(cause))
                                : Future.failedFuture(cause))
                        .map(found -> new Head(
                                found.eTag(),
                                found.contentLength(),
                                found.lastModified().truncatedTo(ChronoUnit.SECONDS),
                                Optional.ofNullable(found.versionId()).filter(version -> !version.equals("null")),
                                found.metadata())));
    }

    private Future<Void> pause() {
        return vertx.timer(CONFLICT_PAUSE_MILLIS).mapEmpty();
    }

    private Page page(ListObjectsV2Response reply) {
        List<Entry> objects = reply.contents().stream()
                .map(object -> new Entry(
                        object.key().substring(prefix.length()),
                        object.eTag(),
                        object.size(),
                        object.lastModified().truncatedTo(ChronoUnit.SECONDS)))
                .toList();
        List<String> folders = reply.commonPrefixes().stream()
                .map(folder -> folder.prefix().substring(prefix.length()))
                .toList();
        boolean more = Boolean.TRUE.equals(reply.isTruncated());
        return new Page(objects, folders, more ? Optional.of(reply.nextContinuationToken()) : Optional.empty());
    }

    S3AsyncClient client() {
        return client;
    }

    /** The name of the bucket. */
    String name() {
        return bucket;
    }

    /** The whole key of an object, with the configured prefix. */
    String whole(String key) {
        return prefix + key;
    }

    /** How many bytes the configured prefix has in UTF-8. */
    public int prefixBytes() {
        return prefix.getBytes(StandardCharsets.UTF_8).length;
    }

    <T> Future<T> call(Supplier<CompletableFuture<T>> request) {
        return workers.run(request::get).compose(Future::fromCompletionStage);
    }

    static <T> Future<Optional<T>> ifPresent(Future<T> found) {
        return found.map(Optional::of)
                .recover(cause -> S3Errors.isAbsent(cause)
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(cause));
    }

    private static JsonObject json(String key, byte[] bytes) {
        try {
            return new JsonObject(Buffer.buffer(bytes));
        } catch (DecodeException e) {
            throw new IllegalStateException("'" + key + "' is not an object of the gateway", e);
        }
    }
}
