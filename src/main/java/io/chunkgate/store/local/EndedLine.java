package io.chunkgate.store.local;

import io.chunkgate.store.UploadId;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One line of {@link EndedUploads}: {@code {at} {id} {kind} {json}}, where {@code at} is in milliseconds since 1970. Of the
 * lines of one upload, the newest is valid.
 *
 * @param json the {@link UploadJson}; empty for a deletion
 */
record EndedLine(Instant at, UploadId id, Kind kind, String json) {
    /** No line is longer, in bytes: names, metadata and conditions are bounded. */
    static final int MAX_BYTES = 1024 * 1024;
    /** The bytes at the beginning of a line that have everything but the JSON. */
    static final int HEAD_BYTES = 64;

    private static final int FIELDS = 4;

    /** Written in lower case. */
    enum Kind {
        /** The record of an upload. */
        ENDED,
        /** The record of an upload that counts until it is forgotten. */
        COUNTED,
        /** The record of the upload was deleted. */
        DELETED
    }

    /** @param ended has the time of its end */
    static EndedLine of(UploadId id, UploadRecord ended) {
        boolean counts = ended.file().isPresent() && ended.spec().countsWhenComplete();
        return new EndedLine(
                ended.endedAt().orElseThrow(),
                id,
                counts ? Kind.COUNTED : Kind.ENDED,
                UploadJson.write(ended).encode());
    }

    static EndedLine deleted(UploadId id) {
        return new EndedLine(Instant.now(), id, Kind.DELETED, "");
    }

    /** This line as the newer one, although the clocks of two nodes differ. */
    EndedLine after(EndedLine older) {
        Instant least = older.at().plusMillis(1);
        return at.isBefore(least) ? new EndedLine(least, id, kind, json) : this;
    }

    /**
     * Reads a line, or the beginning of one, whose JSON is then cut.
     *
     * @throws RuntimeException when the text is none
     */
    static EndedLine parse(byte[] bytes, int from, int to) {
        String[] fields = new String(bytes, from, to - from, StandardCharsets.UTF_8).split(" ", FIELDS);
        return new EndedLine(
                Instant.ofEpochMilli(Long.parseLong(fields[0])),
                new UploadId(fields[1]),
                Kind.valueOf(fields[2].toUpperCase(Locale.ROOT)),
                fields.length < FIELDS ? "" : fields[FIELDS - 1]);
    }

    /** With the line feed at its end. */
    byte[] encode() {
        String text = at.toEpochMilli() + " " + id + " " + kind.name().toLowerCase(Locale.ROOT) + " " + json + "\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Empty for a deletion. Throws any {@link RuntimeException} for JSON that is not valid. */
    Optional<UploadRecord> record() {
        return kind == Kind.DELETED ? Optional.empty() : Optional.of(UploadJson.read(new JsonObject(json)));
    }
}
