package io.chunkgate.crossprotocol;

/** Uploads in one way, with the size of the file known. */
interface Uploader {
    /** Sends a new upload until the connection is lost. */
    void begin(int port, String name, byte[] bytes) throws Exception;

    /** Queries the offset of an upload, sends the remaining bytes, and publishes it. */
    void resume(int port, String id, String name, byte[] bytes) throws Exception;
}
