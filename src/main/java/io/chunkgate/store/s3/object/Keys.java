package io.chunkgate.store.s3.object;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Where things lie in the bucket.
 *
 * <pre>
 *   files/{name}                  what is published under a name: a manifest
 *   data/{id}/epoch-{epoch}       who may write an upload, and how it ended
 *   data/{id}/block-{...}         bytes; see {@link Block}
 *   data/{id}/keep-{epoch}-{n}    the n-th piece of an epoch counts
 *   data/{id}/done                what became of a commit
 *   running/{name} /{id}          an upload that is not over
 *   parts/{id}                    an upload of a part that is not over
 *   due/{id}                      something that is to be tidied up some day
 * </pre>
 *
 * <p>In the keys of names a folder's end is {@code " /"} and a space is {@code " _"}. So keys, which S3 sorts by their
 * bytes, have the order of names: {@code a/b} comes before {@code a-b}, as the folder {@code a} comes before it.
 */
public final class Keys {
    static final String FILES = "files/";
    public static final String RUNNING = "running/";
    public static final String RUNNING_PARTS = "parts/";
    public static final String DUE = "due/";
    private static final String DATA = "data/";
    private static final String BLOCK = "block-";
    private static final int MOST_BYTES = 1024;
    private static final String FOLDER_END = " /";
    /** Behind every key of what lies in a folder, and before every key of a longer name. */
    private static final String BEHIND_FOLDER = " 0";

    private Keys() {}

    /** @throws StoreException {@code INVALID_ARGUMENT} when S3 takes no key of that length */
    public static String file(FileName name) {
        String key = FILES + encoded(name.value());
        int bytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_BYTES) {
            throw StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT, "bytes of the name's key", bytes, "at most " + MOST_BYTES);
        }
        return key;
    }

    /** What the keys of all files below a folder begin with. */
    public static String folder(FolderName folder) {
        return folder.value().isEmpty() ? FILES : FILES + encoded(folder.value()) + FOLDER_END;
    }

    /** Behind the file and the folder of that name in a folder, and before every later one. */
    public static String behind(FolderName folder, String name) {
        return folder(folder) + encoded(name) + BEHIND_FOLDER;
    }

    /** The name of a folder's entry, from its key or the common part of the keys below it. */
    public static String entryOf(FolderName folder, String key) {
        String encoded = key.substring(folder(folder).length());
        return decoded(encoded.endsWith(FOLDER_END) ? encoded.substring(0, encoded.length() - 2) : encoded);
    }

    public static String data(UploadId id) {
        return DATA + id + "/";
    }

    public static String epoch(UploadId id, int epoch) {
        return data(id) + "epoch-" + HexFormat.of().toHexDigits(epoch);
    }

    public static String block(UploadId id, Block block) {
        return data(id) + BLOCK + block.label();
    }

    public static String committed(UploadId id, int epoch, int stage) {
        return data(id) + "committed-" + HexFormat.of().toHexDigits(epoch) + "-"
                + HexFormat.of().toHexDigits(stage);
    }

    public static String done(UploadId id) {
        return data(id) + "done";
    }

    static String due(UploadId id) {
        return DUE + id;
    }

    public static String running(UploadSpec spec, UploadId id) {
        return spec.role() == UploadSpec.Role.PART ? RUNNING_PARTS + id : running(spec.name()) + id;
    }

    public static String running(FileName name) {
        return RUNNING + encoded(name.value()) + FOLDER_END;
    }

    /** The upload that an entry of {@link #RUNNING}, {@link #RUNNING_PARTS} or {@link #DUE} is about. */
    public static UploadId idOf(String key) {
        return new UploadId(key.substring(key.lastIndexOf('/') + 1));
    }

    private static String encoded(String name) {
        return name.replace(" ", " _").replace("/", FOLDER_END);
    }

    private static String decoded(String encoded) {
        return encoded.replace(FOLDER_END, "/").replace(" _", " ");
    }
}
