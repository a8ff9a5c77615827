package io.chunkgate.io;

import io.vertx.core.buffer.Buffer;

/**
 * A part of a file that is sent to a client. Its memory is used again after {@link ChunkReader#release}.
 *
 * @param position of the first byte in the file
 * @param data     the bytes, at least one
 */
public record Chunk(long position, Buffer data) {}
