package io.chunkgate.grpc;

import io.netty.buffer.ByteBuf;

/**
 * The fields of a message with a chunk of a file, but for the chunk itself, which is the last.
 *
 * <p>Protobuf leaves the order of fields free, and this one has all that must be made ahead of the file's bytes.
 */
interface MessageLayout {
    /** The most bytes that {@link #writeFields} writes. */
    int MAX_FIELD_BYTES = 32;

    /** The number of the field that holds the chunk; below 16. */
    int dataField();

    /** Appends the fields ahead of the chunk, at most {@link #MAX_FIELD_BYTES}, and leaves the data's indices alone. */
    void writeFields(ByteBuf out, long position, ByteBuf data);

    /** Of {@code demo.Response}: the chunk's number, then the chunk. Numbers fit in an {@code int}. */
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
     * Of {@code chunkgate.v1.ReadResponse}.
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

    /** Of {@code google.bytestream.ReadResponse}: data and nothing else. */
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
