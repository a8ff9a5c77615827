package io.chunkgate.grpc;

import io.netty.buffer.ByteBuf;

/**
 * The fields of a message with a chunk of a file, except the chunk itself, which comes last. Protobuf allows any order of
 * fields; this one puts everything that is generated before the bytes of the file.
 */
interface MessageLayout {
    /** The most bytes that {@link #writeFields} writes. */
    int MAX_FIELD_BYTES = 32;

    /** The number of the field with the chunk; below 16. */
    int dataField();

    /** Appends the fields before the chunk, at most {@link #MAX_FIELD_BYTES}; does not change the indices of {@code data}. */
    void writeFields(ByteBuf out, long position, ByteBuf data);

    /** {@code demo.Response}: the number of the chunk, which fits in an {@code int}, then the chunk. */
    static MessageLayout demo(int chunkSize) {
        return new MessageLayout() {
            @Override
            public int dataField() {
                return 1;
            }

            @Override
            public void writeFields(ByteBuf out, long position, ByteBuf data) {
                Wire.writeVarintField(out, 2, position / chunkSize);
            }
        };
    }

    /**
     * {@code chunkgate.v1.ReadResponse}: position and checksum, then the chunk.
     *
     * @param crc32c whether each message has the checksum of its data
     */
    static MessageLayout files(boolean crc32c) {
        return new MessageLayout() {
            @Override
            public int dataField() {
                return 10;
            }

            @Override
            public void writeFields(ByteBuf out, long position, ByteBuf data) {
                Wire.writeVarintField(out, 2, position);
                if (crc32c) {
                    Wire.writeFixed32Field(out, 3, Wire.crc32c(data));
                }
            }
        };
    }

    /** {@code google.bytestream.ReadResponse}: the chunk alone. */
    static MessageLayout byteStream() {
        return new MessageLayout() {
            @Override
            public int dataField() {
                return 10;
            }

            @Override
            public void writeFields(ByteBuf out, long position, ByteBuf data) {}
        };
    }
}
