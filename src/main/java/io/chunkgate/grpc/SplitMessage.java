package io.chunkgate.grpc;

import io.chunkgate.store.StoreException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A message without its one large field, which is a slice of the received bytes and not copied by the parser.
 *
 * @param fields the message without that field
 * @param data   the bytes of the field; empty if it is absent
 */
record SplitMessage(byte[] fields, ByteBuf data) {

    /**
     * Splits a message.
     *
     * @param message   read to its end
     * @param dataField number of the field, of type {@code bytes}; the last one counts if it is repeated
     * @throws StoreException {@code INVALID_ARGUMENT} for a malformed message
     */
    static SplitMessage of(ByteBuf message, int dataField) {
        ByteBuf fields = Unpooled.buffer(0);
        ByteBuf data = Unpooled.EMPTY_BUFFER;
        try {
            while (message.isReadable()) {
                int start = message.readerIndex();
                long tag = Wire.readVarint(message);
                if (Wire.fieldOf(tag) == dataField && Wire.typeOf(tag) == Wire.LENGTH_DELIMITED) {
                    data = message.readSlice(length(message));
                } else {
                    skipValue(message, Wire.typeOf(tag));
                    fields.writeBytes(message, start, message.readerIndex() - start);
                }
            }
        } catch (IndexOutOfBoundsException e) {
            throw OneMessage.malformed("the method's request");
        }
        byte[] rest = new byte[fields.readableBytes()];
        fields.readBytes(rest);
        return new SplitMessage(rest, data);
    }

    private static void skipValue(ByteBuf message, int type) {
        switch (type) {
            case Wire.VARINT -> Wire.readVarint(message);
            case Wire.FIXED64 -> message.skipBytes(Long.BYTES);
            case Wire.LENGTH_DELIMITED -> message.skipBytes(length(message));
            case Wire.FIXED32 -> message.skipBytes(Integer.BYTES);
            default -> throw new IndexOutOfBoundsException("type: " + type);
        }
    }

    private static int length(ByteBuf message) {
        long length = Wire.readVarint(message);
        if (length < 0 || length > message.readableBytes()) {
            throw new IndexOutOfBoundsException("length: " + length);
        }
        return (int) length;
    }
}
