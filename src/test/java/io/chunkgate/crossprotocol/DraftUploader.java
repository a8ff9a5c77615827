package io.chunkgate.crossprotocol;

import java.io.IOException;

/** draft-ietf-httpbis-resumable-upload, in its newest version. */
final class DraftUploader implements Uploader {
    private static final String COMPLETE = "\nUpload-Complete: ?1";

    @Override
    public void begin(int port, String name, byte[] bytes) throws IOException {
        HttpUploads.sendUntilCut(port, "POST /files/" + name + " HTTP/1.1" + COMPLETE, bytes);
    }

    @Override
    public void resume(int port, String id, String name, byte[] bytes) throws IOException {
        int offset = HttpUploads.offset(HttpUploads.head(port, id, ""));
        String head = "PATCH /uploads/" + id + " HTTP/1.1\nContent-Type: application/partial-upload\nUpload-Offset: "
                + offset + COMPLETE;
        HttpUploads.sendRest(port, head, bytes, offset);
    }
}
