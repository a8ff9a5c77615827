package io.chunkgate.crossprotocol;

/** A client of one way to upload, which knows the file's whole size. */
interface Uploader {
    /** Sends a new upload until the connection breaks. */
    void begin(int port, String name, byte[] bytes) throws Exception;

    /** Asks how far an upload is, sends what is missing, and publishes it. */
    void proceed(int port, String id, String name, byte[] bytes) throws Exception;
}
