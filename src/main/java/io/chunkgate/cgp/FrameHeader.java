package io.chunkgate.cgp;

import io.vertx.core.buffer.Buffer;
import java.util.zip.CRC32C;

/**
 * The 24 bytes before every payload, big-endian.
 *
 * <pre>
 *  0        1        2                 4                                   8
 * +--------+--------+-----------------+-----------------------------------+
 * | type   | flags  |    transfer     |          payload length           |
 * +--------+--------+-----------------+-----------------------------------+
 * |                                offset                                 |
 * +-----------------------------------+-----------------------------------+
 * |             sequence              |              CRC-32C              |
 * +-----------------------------------+-----------------------------------+
 * </pre>
 *
 * @param type          the first byte, 0 to 255, known or not
 * @param flags         0 to 255; see {@link #HEADER_ONLY_CRC}
 * @param transfer      0 for the session, else 1 to 65535
 * @param payloadLength of the bytes after the header, 0 to 2<sup>32</sup> - 1
 * @param offset        unsigned; beyond {@link Long#MAX_VALUE} it is negative here
 * @param sequence      0 to 2<sup>32</sup> - 1
 * @param checksum      CRC-32C of bytes 0 to 19, and of the payload unless the flag says otherwise
 */
public record FrameHeader(
        int type, int flags, int transfer, long payloadLength, long offset, long sequence, int checksum) {
    public static final int BYTES = 24;

    /** Flag: the checksum covers the header alone. */
    public static final int HEADER_ONLY_CRC = 1;

    private static final int CHECKED_BYTES = 20;

    /** A header whose checksum is not computed yet. */
    static FrameHeader unchecked(FrameType type, int flags, int transfer, long length, long offset, long sequence) {
        return new FrameHeader(type.code(), flags, transfer, length, offset, sequence, 0);
    }

    /** @param bytes at least 24 */
    public static FrameHeader decode(Buffer bytes) {
        return new FrameHeader(
                bytes.getUnsignedByte(0),
                bytes.getUnsignedByte(1),
                bytes.getUnsignedShort(2),
                bytes.getUnsignedInt(4),
                bytes.getLong(8),
                bytes.getUnsignedInt(16),
                bytes.getInt(CHECKED_BYTES));
    }

    public Buffer encode() {
        return checkedPart().appendInt(checksum);
    }

    /** Starts the checksum of the frame with the header. */
    CRC32C beginChecksum() {
        CRC32C crc = new CRC32C();
        crc.update(checkedPart().getBytes());
        return crc;
    }

    FrameHeader withChecksum(CRC32C crc) {
        return new FrameHeader(type, flags, transfer, payloadLength, offset, sequence, (int) crc.getValue());
    }

    private Buffer checkedPart() {
        return Buffer.buffer(BYTES)
                .appendUnsignedByte((short) type)
                .appendUnsignedByte((short) flags)
                .appendUnsignedShort(transfer)
                .appendUnsignedInt(payloadLength)
                .appendLong(offset)
                .appendUnsignedInt(sequence);
    }
}
