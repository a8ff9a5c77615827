package io.chunkgate.store.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.FileStore;
import io.chunkgate.store.PublishCondition;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.testkit.ErrorLog;
import io.chunkgate.testkit.TestData;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Records as the disk gives them back: whole, cut, and written by something else. */
class UploadRecordsTest extends UploadsTestBase {
    private static final Instant THEN = Instant.parse("2026-02-03T04:05:06.789Z");
    private static final UploadSpec SPEC = UploadSpec.of(NAME).asResumable();
    private static final UploadRecord PLAIN =
            new UploadRecord(SPEC, THEN, BootId.ID, 0, OptionalLong.empty(), Optional.empty(), Optional.empty(), 0);

    static Stream<UploadRecord> records() {
        FileInfo file = new FileInfo(NAME, 10, THEN, "\"tag\"", Optional.of(TestData.sha256(new byte[0])));
        FileInfo undigested = new FileInfo(NAME, 10, THEN, "\"tag\"", Optional.empty());
        return Stream.of(
                PLAIN,
                PLAIN.withSpec(UploadSpec.of(NAME)),
                PLAIN.withSpec(SPEC.withSize(0).withSha256(TestData.sha256(new byte[0]))),
                PLAIN.withSpec(SPEC.asPart().withMetadata(Map.of("tus", "filename YQ==", "ключ", "\"\\\u0000"))),
                PLAIN.withSpec(SPEC.withSize(Long.MAX_VALUE).withCondition(new PublishCondition.MustBeNew())),
                PLAIN.withSpec(SPEC.withCondition(new PublishCondition.MustExist())),
                PLAIN.withSpec(SPEC.withCondition(new PublishCondition.MustMatch(Set.of("\"a\"", "\"b,\"")))),
                PLAIN.withDurable(1L << 40).withStagedStart(OptionalLong.of((1L << 40) + 1)),
                new UploadRecord(SPEC, THEN, "", 10, OptionalLong.empty(), Optional.of(file), Optional.of(THEN), 7),
                new UploadRecord(
                        SPEC, THEN, "", 10, OptionalLong.empty(), Optional.of(undigested), Optional.of(THEN), 7),
                new UploadRecord(
                        SPEC, THEN, "", 10, OptionalLong.empty(), Optional.empty(), Optional.of(THEN), 1L << 40));
    }

    @ParameterizedTest
    @MethodSource("records")
    void record_isReadBackUnchanged(UploadRecord record) {
        String text = UploadJson.write(record).encode();
        assertThat(UploadJson.read(new JsonObject(text))).isEqualTo(record);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'format':2}",
                "{'format':'1'}",
                "{'format':1}",
                "{'name':'../../etc/passwd'}",
                "{'name':''}",
                "{'role':'OTHER'}",
                "{'size':-1}",
                "{'size':'many'}",
                "{'durable':-1}",
                "{'durable':null}",
                "{'stagedStart':-1}",
                "{'sha256':1}",
                "{'sha256':'abc'}",
                "{'condition':{}}",
                "{'condition':{'kind':'Never'}}",
                "{'condition':{'kind':'MustMatch'}}",
                "{'condition':{'kind':'MustMatch','etags':[1]}}",
                "{'metadata':[]}",
                "{'metadata':{'a':1}}",
                "{'createdAt':'yesterday'}",
                "{'createdAt':null}",
                "{'boot':null}",
                "{'endedAt':1}",
                "{'file':{}}",
                "{'file':{'size':-1,'modified':'2026-02-03T04:05:06Z','etag':'x'}}"
            })
    void wrongValue_isNotARecord(String changes) {
        JsonObject wanted = new JsonObject(changes.replace('\'', '"'));
        JsonObject json = wanted.isEmpty() || wanted.containsKey("format")
                ? wanted
                : UploadJson.write(PLAIN).mergeIn(wanted);
        assertThatThrownBy(() -> UploadJson.read(json)).isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"format\":1", "[]", "null", "\u0000\u0000\u0000", "{\"format\":2}"})
    void uploadWithAnInvalidRecord_cannotBeResumed_andAffectsNoOther(String text, Vertx vertx) throws IOException {
        UploadId id = leaveBehind(vertx, text);
        FileStore store = open(vertx, SETTINGS);
        assertFailsWith(ErrorCode.NOT_FOUND, store.upload(id));
        assertFailsWith(ErrorCode.NOT_FOUND, store.resume(id));
        assertFailsWith(ErrorCode.NOT_FOUND, store.upload(NAME));
        Upload other = begin(store, new byte[5]);
        await(other.commit());
        await(other.close());
        await(store.close());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{\"format\":2}"})
    void invalidRecord_staysUntilItExpires(String text, Vertx vertx) throws IOException {
        UploadId id = leaveBehind(vertx, text);
        await(open(vertx, SETTINGS).close());
        assertThat(list(uploads())).containsExactlyInAnyOrder(id.value(), id + ".json");
        age(uploads().resolve(id.value()));
        await(open(vertx, SETTINGS).close());
        assertThat(list(uploads())).containsExactlyInAnyOrder(id.value(), id + ".json");
        age(uploads().resolve(id + ".json"));
        await(open(vertx, SETTINGS).close());
        assertThat(list(uploads())).isEmpty();
    }

    @Test
    void invalidRecord_isReportedOnce(Vertx vertx) throws IOException {
        UploadId id = leaveBehind(vertx, "{\"format\":1");
        LocalUploads uploads = new LocalUploads(vertx, StoreRoot.at(root, SETTINGS.disk()), SETTINGS);
        try (ErrorLog log = ErrorLog.open()) {
            for (int i = 0; i < 3; i++) {
                await(uploads.sweep());
            }
            assertThat(log.warnings()).singleElement().asString().contains(id.value());
        }
        await(uploads.close());
        uploads.services().folder().close();
    }

    @Test
    void incompleteRecord_isCleanedUp(Vertx vertx) throws IOException {
        FileStore store = open(vertx, SETTINGS);
        Files.writeString(uploads().resolve(UploadId.random() + ".json.new"), "{");
        await(store.close());
        await(open(vertx, SETTINGS).close());
        assertThat(list(uploads())).isEmpty();
    }

    @Test
    void unknownFiles_areIgnored(Vertx vertx) throws IOException {
        await(open(vertx, SETTINGS).close());
        Files.writeString(uploads().resolve("notes.json"), "{}");
        age(uploads().resolve("notes.json"));
        await(open(vertx, SETTINGS).close());
        assertThat(list(uploads())).containsExactly("notes.json");
    }

    /** An upload with ten bytes and such a text for its record. */
    private UploadId leaveBehind(Vertx vertx, String text) throws IOException {
        FileStore store = open(vertx, SETTINGS);
        Upload upload = begin(store, new byte[10]);
        await(upload.close());
        await(store.close());
        Files.writeString(uploads().resolve(upload.id() + ".json"), text);
        return upload.id();
    }

    private static void age(Path file) throws IOException {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    }
}
