package io.chunkgate.grpc;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What one message of a client adds to an upload.
 *
 * @param offset where its data belong, when it says so
 * @param data   maybe none
 * @param crc32c of the data, when it says so
 * @param sync   whether all data up to here are to be made durable
 * @param finish whether the file ends here
 * @param sha256 of the whole file, 64 lower-case hexadecimal digits, when it says so
 */
record UploadPart(
        OptionalLong offset, ByteBuf data, OptionalInt crc32c, boolean sync, boolean finish, Optional<String> sha256) {}
