package io.chunkgate.http.upload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.RawHttp;
import io.chunkgate.testkit.RawHttp.Reply;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that are not the bytes of a file are refused: they would be served as if they were. */
class UploadFormatsTest extends UploadTestBase {
    private static final byte[] BODY = "content".getBytes(UTF_8);
    private static final String TUS = "Tus-Resumable: 1.0.0\nContent-Type: application/offset+octet-stream\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Encoding: gzip",
                "Content-Encoding: GZIP",
                "Content-Encoding: br",
                "Content-Encoding: unknown",
                "Content-Encoding: identity, gzip",
                "Content-Encoding: identity\nContent-Encoding: zstd",
                "Content-Encoding: aws-chunked",
                "Content-Encoding: gzip,aws-chunked",
                "X-Amz-Content-Sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
                "X-Amz-Content-Sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER",
                "X-Amz-Decoded-Content-Length: 7"
            })
    void codedBody_isUnsupported(String header) throws Exception {
        for (String request : List.of(
                "PUT /files/a HTTP/1.1\n",
                "PUT /files/a HTTP/1.1\nContent-Range: bytes 0-6/7\n",
                "POST /files/a HTTP/1.1\nUpload-Complete: ?1\n",
                "POST /uploads HTTP/1.1\nUpload-Complete: ?1\nContent-Disposition: attachment; filename=a\n",
                "POST /uploads HTTP/1.1\n" + TUS + "Upload-Length: 7\nUpload-Metadata: filename YQ==\n",
                "POST /files/ HTTP/1.1\nContent-Type: multipart/form-data; boundary=b\n")) {
            Reply refused = request(request + header, BODY);
            assertThat(refused.status()).as(request).isEqualTo(415);
            assertThat(refused.header("Accept-Encoding")).isEqualTo("identity");
            assertThat(refused.json().getString("detail")).contains("expected: ");
        }
        assertThat(exists("a")).isFalse();
    }

    @Test
    void codedPartOfAnUpload_isUnsupported_andTheUploadRemains() throws Exception {
        Reply created = request("POST /uploads HTTP/1.1\n" + TUS + "Upload-Length: 7\nUpload-Metadata: filename YQ==");
        String patch = "PATCH " + created.header("Location") + " HTTP/1.1\nUpload-Offset: 0\n";
        assertThat(request(patch + TUS + "Content-Encoding: gzip", BODY).status())
                .isEqualTo(415);
        String draft = "Content-Type: application/partial-upload\nUpload-Complete: ?1\nContent-Encoding: gzip";
        assertThat(request(patch + draft, BODY).status()).isEqualTo(415);
        assertThat(request(patch + TUS, BODY).status()).isEqualTo(204);
        assertThat(stored("a")).isEqualTo(BODY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Content-Encoding: identity", "Content-Encoding:", "Content-Type: multipart/related; boundary=b"
            })
    void plainBody_isStored(String header) throws Exception {
        assertThat(request("PUT /files/a HTTP/1.1\n" + header, BODY).status()).isEqualTo(201);
        assertThat(stored("a")).isEqualTo(BODY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PUT /files/a HTTP/1.1",
                "PUT /files/a HTTP/1.1\nUpload-Complete: ?1",
                "POST /files/a HTTP/1.1",
                "POST /files/a HTTP/1.1\nUpload-Complete: ?1",
                "POST /uploads HTTP/1.1\nUpload-Complete: ?1\nContent-Disposition: attachment; filename=a",
                "PUT /files/ HTTP/1.1"
            })
    void form_isNoFile(String head) throws Exception {
        for (String type : List.of("multipart/form-data; boundary=b", "Multipart/Form-Data ;boundary=b")) {
            Reply refused = request(head + "\nContent-Type: " + type, BODY);
            assertThat(refused.status()).isEqualTo(415);
            assertThat(refused.json().getString("detail")).contains("POST");
        }
        assertThat(exists("a")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "gzip,501",
        "'gzip, chunked',501",
        "'chunked, gzip',501",
        "'chunked, chunked',400",
        "'chunked\nTransfer-Encoding: gzip',501",
        "identity,501",
        "xchunked,501",
        "chunked;a=b,501",
        "Chunked,201"
    })
    void unknownTransferCoding_isRefused_andTheConnectionIsClosed(String coding, int status) throws Exception {
        try (RawHttp connection = connect()) {
            connection.sendHead("PUT /files/a HTTP/1.1\nTransfer-Encoding: " + coding);
            connection.send("7\r\ncontent\r\n0\r\n\r\n".getBytes(UTF_8));
            assertThat(connection.read().status()).isEqualTo(status);
            if (status != 201) {
                assertThat(connection.isEnded()).isTrue();
            }
        }
        assertThat(exists("a")).isEqualTo(status == 201);
    }

    @Test
    void transferCodingInHttp10_isRefused() throws Exception {
        try (RawHttp connection = connect()) {
            connection.sendHead("PUT /files/a HTTP/1.0\nTransfer-Encoding: chunked");
            connection.send("7\r\ncontent\r\n0\r\n\r\n".getBytes(UTF_8));
            assertThat(connection.read().status()).isEqualTo(400);
            assertThat(connection.isEnded()).isTrue();
        }
        assertThat(exists("a")).isFalse();
    }
}
