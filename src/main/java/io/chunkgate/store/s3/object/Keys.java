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
 * The keys of the objects in the bucket.
 *
 * <pre>
 *   files/{name}                      the manifest of a published file
 *   data/{id}/epoch-{epoch}           a writer of the upload, or its end
 *   data/{id}/block-{...}             bytes; see {@link Block}
 *   data/{id}/committed-{epoch}-{n}   the n-th staged write of an epoch was committed
 *   data/{id}/done                    the result of a commit
 *   running/{name} /{id}              a running upload
 *   parts/{id}                        a running upload of a part
 *   counted/{id}                      an upload that counts when it is complete too
 *   due/{id}                          an upload to check when it expires
 * </pre>
 *
 * <p>In keys of names, the slash of a folder is {@code " /"} and a space is {@code " _"}. So S3, which sorts keys by their
 * bytes, sorts names as the local store does: {@code a/b} before {@code a-b}, as the folder {@code a} comes before it.
 */
public final class Keys {
    static final String FILES = "files/";
    public static final String RUNNING = "running/";
    public static final String RUNNING_PARTS = "parts/";
    public static final String COUNTED = "counted/";
    public static final String DUE = "due/";
    private static final String DATA = "data/";
    private static final String BLOCK = "block-";
    private static final int MOST_BYTES = 1024;
    private static final String FOLDER_END = " /";
    /** Sorts after every key in a folder, and before every key of a longer name. */
    private static final String AFTER_FOLDER = " 0";

    private Keys() {}

    /** @throws StoreException {@code INVALID_ARGUMENT} when the key is too long for S3 */
    public static String file(FileName name) {
        String key = FILES + encoded(name.value());
        int bytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_BYTES) {
            throw StoreException.unexpected(
                    ErrorCode.INVALID_ARGUMENT, "bytes of the name's key", bytes, "at most " + MOST_BYTES);
        }
        return key;
    }

    /** The prefix of the keys of all files below a folder. */
    public static String folder(FolderName folder) {
        return folder.value().isEmpty() ? FILES : FILES + encoded(folder.value()) + FOLDER_END;
    }

    /** Sorts after the file and the folder of that name, and before every later entry. */
    public static String after(FolderName folder, String name) {
        return folder(folder) + encoded(name) + AFTER_FOLDER;
    }

    /** The name of an entry, from its key or the common prefix of the keys below it. */
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

    public static String counted(UploadId id) {
        return COUNTED + id;
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

    /** The upload of a key below {@link #RUNNING}, {@link #RUNNING_PARTS}, {@link #COUNTED} or {@link #DUE}. */
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
