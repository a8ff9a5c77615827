package io.chunkgate.crossprotocol;

import io.chunkgate.testkit.RawHttp;
import java.io.IOException;

/** PUT of a file, and of the rest of it with Content-Range. */
final class PutUploader implements Uploader {
    @Override
    public void begin(int port, String name, byte[] bytes) throws IOException {
        HttpUploads.sendUntilCut(port, "PUT /files/" + name + " HTTP/1.1", bytes);
    }

    @Override
    public void resume(int port, String id, String name, byte[] bytes) throws IOException {
        RawHttp.Reply state = RawHttp.request(port, "GET /uploads/" + id + " HTTP/1.1");
        int offset = state.json().getInteger("offset");
        String range = "bytes " + offset + "-" + (bytes.length - 1) + "/" + bytes.length;
        String head = "PUT /uploads/" + id + " HTTP/1.1\nContent-Range: " + range;
        HttpUploads.sendRest(port, head, bytes, offset);
    }
}
