package io.chunkgate.grpc;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The part of protobuf's encoding that is needed to read and write messages with bytes of a file by hand. */
final class Wire {
    static final int VARINT = 0;
    static final int FIXED64 = 1;
    static final int LENGTH_DELIMITED = 2;
    static final int FIXED32 = 5;

    private static final int TYPE_BITS = 3;
    private static final int MAX_VARINT_BYTES = 10;

    private Wire() {}

    /** The tag before a field: its number and its wire type. */
    static int tag(int field, int type) {
        return field << TYPE_BITS | type;
    }

    static int fieldOf(long tag) {
        return (int) (tag >>> TYPE_BITS);
    }

    static int typeOf(long tag) {
        return (int) tag & 7;
    }

    /** Writes a number, unless it is 0, the default of an absent field. */
    static void writeVarintField(ByteBuf out, int field, long value) {
        if (value != 0) {
            writeVarint(out, tag(field, VARINT));
            writeVarint(out, value);
        }
    }

    /** Writes a number in four bytes, also when it is 0. */
    static void writeFixed32Field(ByteBuf out, int field, int value) {
        writeVarint(out, tag(field, FIXED32));
        out.writeIntLE(value);
    }

    /** Writes seven bits per byte, the lowest first; the top bit marks that more follow. */
    static void writeVarint(ByteBuf out, long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    /** @throws IndexOutOfBoundsException when the bytes end within the number, or it is longer than 10 bytes */
    static long readVarint(ByteBuf in) {
        long value = 0;
        for (int i = 0; i < MAX_VARINT_BYTES; i++) {
            byte next = in.readByte();
            value |= (next & 0x7FL) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw new IndexOutOfBoundsException("varint: longer than " + MAX_VARINT_BYTES + " bytes");
    }

    /** The CRC-32C of the readable bytes. */
    static int crc32c(ByteBuf data) {
        CRC32C sum = new CRC32C();
        for (ByteBuffer block : data.nioBuffers()) {
            sum.update(block);
        }
        return (int) sum.getValue();
    }
}
