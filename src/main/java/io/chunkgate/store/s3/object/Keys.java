package io.chunkgate.store.s3.object;

import io.chunkgate.store.FileName;
import io.chunkgate.store.FolderName;
import io.chunkgate.store.Sha256;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The keys of the objects in the bucket. A published file has its name as key, the
 * marker of a folder its name with a slash at the end; those of the gateway are in its own folder,
 * {@code .chunkgate/}:
 *
 * <pre>
 *   uploads/{id}/epoch-{epoch}           a writer of the upload, or its end
 *   uploads/{id}/block-{...}             bytes; see {@link Block}
 *   uploads/{id}/committed-{epoch}-{n}   the n-th staged write of an epoch was committed
 *   uploads/{id}/multipart               the multipart upload into which the blocks are copied; of a copy too
 *   uploads/{id}/done                    the result of a commit
 *   running/{hash}/{id}                  a running upload
 *   parts/{id}                           a running upload of a part
 *   counted/{id}                         an upload that counts when it is complete too
 *   due/{id}                             an upload whose objects are deleted when it expires
 *   claims/{hash}/{n}                    the n-th change of a name
 *   digests/{hash}                       the digest of a file, for one version of it
 * </pre>
 *
 * <p>A hash is the SHA-256 of a name: the key of a name can be as long as a key may be.
 */
public final class Keys {
    /** Has the version of the layout. */
    public static final String FORMAT = FileName.OWN_FOLDER + "/format";

    public static final String RUNNING = FileName.OWN_FOLDER + "/running/";
    public static final String RUNNING_PARTS = FileName.OWN_FOLDER + "/parts/";
    public static final String COUNTED = FileName.OWN_FOLDER + "/counted/";
    public static final String DUE = FileName.OWN_FOLDER + "/due/";
    public static final String CLAIMS = FileName.OWN_FOLDER + "/claims/";
    private static final String UPLOADS = FileName.OWN_FOLDER + "/uploads/";
    private static final String DIGESTS = FileName.OWN_FOLDER + "/digests/";
    private static final String BLOCK = "block-";

    private Keys() {}

    public static String file(FileName name) {
        return name.value();
    }

    /** The prefix of the keys of all files below a folder. */
    public static String folder(FolderName folder) {
        return folder.value().isEmpty() ? "" : folder.value() + "/";
    }

    /**
     * The marker of a folder, an empty object: the folder exists without a file, as other programs create it too. Folders of
     * files have none unless they were created.
     */
    public static String marker(FolderName folder) {
        return folder(folder);
    }

    /** The file that has this key; empty when the key is not a valid name. */
    public static Optional<FileName> fileOf(String key) {
        try {
            return Optional.of(FileName.of(key));
        } catch (StoreException unnameable) {
            return Optional.empty();
        }
    }

    public static String upload(UploadId id) {
        return UPLOADS + id + "/";
    }

    public static String epoch(UploadId id, int epoch) {
        return upload(id) + "epoch-" + HexFormat.of().toHexDigits(epoch);
    }

    public static String block(UploadId id, Block block) {
        return upload(id) + BLOCK + block.label();
    }

    public static String committed(UploadId id, int epoch, int stage) {
        return upload(id) + "committed-" + HexFormat.of().toHexDigits(epoch) + "-"
                + HexFormat.of().toHexDigits(stage);
    }

    public static String done(UploadId id) {
        return upload(id) + "done";
    }

    public static String counted(UploadId id) {
        return COUNTED + id;
    }

    public static String due(UploadId id) {
        return DUE + id;
    }

    public static String running(UploadSpec spec, UploadId id) {
        return spec.role() == UploadSpec.Role.PART ? RUNNING_PARTS + id : running(spec.name()) + id;
    }

    /** The prefix of the running uploads of a name. */
    public static String running(FileName name) {
        return RUNNING + hash(name) + "/";
    }

    public static String multipart(UploadId id) {
        return upload(id) + "multipart";
    }

    /** The prefix of the changes of a name. */
    public static String claims(FileName name) {
        return CLAIMS + hash(name) + "/";
    }

    /** @param number from 1 */
    public static String claim(FileName name, int number) {
        return claims(name) + HexFormat.of().toHexDigits(number);
    }

    /** The number of a change, from its key. */
    public static int claimOf(String key) {
        return HexFormat.fromHexDigits(key, key.lastIndexOf('/') + 1, key.length());
    }

    public static String digest(FileName name) {
        return DIGESTS + hash(name);
    }

    /** The upload of a key below {@link #RUNNING}, {@link #RUNNING_PARTS}, {@link #COUNTED} or {@link #DUE}. */
    public static UploadId idOf(String key) {
        return new UploadId(key.substring(key.lastIndexOf('/') + 1));
    }

    private static String hash(FileName name) {
        return Sha256.hex(name.value().getBytes(StandardCharsets.UTF_8));
    }
}
