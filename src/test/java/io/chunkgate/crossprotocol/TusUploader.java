package io.chunkgate.crossprotocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chunkgate.testkit.RawHttp.Reply;
import java.io.IOException;
import java.util.Base64;

/** tus 1.0.0, which learns only from the state whether the size was announced before. */
final class TusUploader implements Uploader {
    private static final String VERSION = "Tus-Resumable: 1.0.0\n";
    private static final String TYPE = "Content-Type: application/offset+octet-stream\n";

    @Override
    public void begin(int port, String name, byte[] bytes) throws IOException {
        String filename = Base64.getEncoder().encodeToString(name.getBytes(UTF_8));
        String head = "POST /uploads HTTP/1.1\n" + VERSION + TYPE + "Upload-Metadata: filename " + filename
                + "\nUpload-Length: " + bytes.length;
        HttpUploads.sendUntilCut(port, head, bytes);
    }

    @Override
    public void resume(int port, String id, String name, byte[] bytes) throws IOException {
        Reply state = HttpUploads.head(port, id, VERSION);
        int offset = HttpUploads.offset(state);
        String head = "PATCH /uploads/" + id + " HTTP/1.1\n" + VERSION + TYPE + "Upload-Offset: " + offset;
        String size = state.header("Upload-Defer-Length") == null ? "" : "\nUpload-Length: " + bytes.length;
        HttpUploads.sendRest(port, head + size, bytes, offset);
    }
}
