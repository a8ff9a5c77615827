package io.chunkgate.tcp;

/**
 * How the CHUNKs of one download are sent.
 *
 * @param transfer   the number of the download
 * @param size       bytes in each CHUNK except the last
 * @param headerOnly whether the client takes CHUNKs whose checksum covers the header alone
 * @param onSent     called when CHUNKs that were read are sent
 */
record ChunkStream(
        TcpConnection connection, int transfer, int size, Credit credit, boolean headerOnly, Runnable onSent) {}
