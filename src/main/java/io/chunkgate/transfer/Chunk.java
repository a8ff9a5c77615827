package io.chunkgate.transfer;

import io.vertx.core.buffer.Buffer;

/**
 * A piece of a file on its way to a client.
 *
 * @param number   counted from the start of the file when the transfer began at a multiple of the chunk size, else from 0
 * @param position of the first byte in the file
 * @param data     the bytes; at least one, and as many as the chunk size but in the last chunk, and while a file is
 *                 followed
 */
public record Chunk(long number, long position, Buffer data) {}
