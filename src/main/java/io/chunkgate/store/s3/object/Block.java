package io.chunkgate.store.s3.object;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import java.util.HexFormat;

/**
 * A range of an upload's bytes, an object that never changes. Its key has all attributes:
 * {@code block-{offset}-{epoch}-{length}-{stage}}, each in hexadecimal.
 *
 * @param offset where it begins in the file
 * @param length in bytes, at least 1
 * @param epoch  of the writer, from 1
 * @param stage  0, or the number of the staged write, within its epoch ({@link io.chunkgate.store.Upload#stage})
 * @param etag   of the server; empty where it is not needed
 */
public record Block(long offset, int length, int epoch, int stage, String etag) {
    private static final HexFormat HEX = HexFormat.of();

    public long end() {
        return offset + length;
    }

    /** The last part of the key. */
    String label() {
        return HEX.toHexDigits(offset) + "-" + HEX.toHexDigits(epoch) + "-" + HEX.toHexDigits(length) + "-"
                + HEX.toHexDigits(stage);
    }

    /** Reads what {@link #label} wrote. */
    public static Block of(String label, String etag) {
        String[] parts = label.split("-", -1);
        if (parts.length != 4) {
            throw StoreException.unexpected(ErrorCode.DATA_LOSS, "block", label, "offset-epoch-length-stage");
        }
        return new Block(
                HexFormat.fromHexDigitsToLong(parts[0]),
                HexFormat.fromHexDigits(parts[2]),
                HexFormat.fromHexDigits(parts[1]),
                HexFormat.fromHexDigits(parts[3]),
                etag);
    }

    public Block withEtag(String etag) {
        return new Block(offset, length, epoch, stage, etag);
    }
}
