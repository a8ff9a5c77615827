package io.chunkgate.io;

import io.vertx.core.buffer.Buffer;

/**
 * A piece of a file on its way to a client.
 *
 * @param position of the first byte in the file
 * @param data     the bytes, at least one
 */
public record Chunk(long position, Buffer data) {}
