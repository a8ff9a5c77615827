package io.chunkgate.store.s3.object;

import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import java.util.HexFormat;

/**
 * A run of an upload's bytes, an object of its own that never changes. Its key says all of it:
 * {@code block-{offset}-{epoch}-{length}-{piece}}, each in hexadecimal.
 *
 * @param offset where it begins in the file
 * @param length in bytes, at least 1
 * @param epoch  of the writer, from 1
 * @param stage  0, or the piece that was on trial when it was stored ({@link io.chunkgate.store.Upload#stage})
 * @param etag   as the server has it; empty where nobody needs it
 */
public record Block(long offset, int length, int epoch, int stage, String etag) {
    private static final HexFormat HEX = HexFormat.of();

    public long end() {
        return offset + length;
    }

    /** The last stage of its key. */
    String label() {
        return HEX.toHexDigits(offset) + "-" + HEX.toHexDigits(epoch) + "-" + HEX.toHexDigits(length) + "-"
                + HEX.toHexDigits(stage);
    }

    /** Reads what {@link #label} wrote. */
    public static Block of(String label, String etag) {
        String[] parts = label.split("-", -1);
        if (parts.length != 4) {
            throw StoreException.unexpected(ErrorCode.DATA_LOSS, "block", label, "offset-epoch-length-piece");
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
