package io.chunkgate.http.upload.draft;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.http.upload.UploadTestBase;
import io.chunkgate.testkit.RawHttp.Reply;
import io.chunkgate.testkit.TestData;
import java.io.IOException;
import java.util.Arrays;

/** Sends requests of the newest version of the draft. */
public abstract class DraftTestBase extends UploadTestBase {
    static final String TYPE = "Content-Type: application/partial-upload";
    static final String PROBLEMS = "https://iana.org/assignments/http-problem-types#";

    /** Begins an upload of {@code a.bin} with some bytes and returns its path. */
    public String create(String headers, byte[] bytes) throws IOException {
        Reply response = request("PUT /files/a.bin HTTP/1.1\nUpload-Complete: ?0\n" + headers, bytes);
        assertThat(response.status()).as(response.text()).isEqualTo(201);
        return response.header("Location");
    }

    public Reply patch(String path, long offset, boolean last, byte[] bytes) throws IOException {
        return request(patchHead(path, offset, last), bytes);
    }

    public static String patchHead(String path, long offset, boolean last) {
        return "PATCH " + path + " HTTP/1.1\nUpload-Offset: " + offset + "\n" + TYPE + "\nUpload-Complete: ?"
                + (last ? 1 : 0);
    }

    public Reply head(String path) throws IOException {
        return requestHead("HEAD " + path + " HTTP/1.1");
    }

    public static byte[] bytes(int from, int to) {
        return Arrays.copyOfRange(TestData.bytes(1000), from, to);
    }
}
