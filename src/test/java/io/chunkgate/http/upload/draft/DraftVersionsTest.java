package io.chunkgate.http.upload.draft;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.testkit.RawHttp.Reply;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The responses of older versions where they differ from the newest one. */
class DraftVersionsTest extends DraftTestBase {
    @ParameterizedTest
    @EnumSource
    void parts_useTheHeadersOfTheVersion(DraftVersion version) throws Exception {
        Reply created = request("POST /files/a.bin HTTP/1.1\n" + completeness(version, false), bytes(0, 100));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Upload-Offset")).isEqualTo("100");
        assertCompleteness(created, version, false);
        String path = created.header("Location");

        Reply part = patch(version, path, 100, completeness(version, false), bytes(100, 200));
        assertThat(part.status()).isEqualTo(version == DraftVersion.V8 ? 204 : 201);
        assertThat(part.header("Upload-Offset")).isEqualTo("200");
        assertCompleteness(part, version, false);
        assertCompleteness(head(version, path), version, false);

        Reply last = patch(version, path, 200, completeness(version, true), bytes(200, 300));
        assertThat(last.status()).isEqualTo(201);
        assertThat(last.header("Upload-Offset")).isEqualTo("300");
        assertCompleteness(last, version, true);
        assertCompleteness(head(version, path), version, true);
        assertThat(stored("a.bin")).isEqualTo(bytes(0, 300));
    }

    @ParameterizedTest
    @EnumSource
    void limits_haveTheNamesOfTheVersion(DraftVersion version) throws Exception {
        String path = create(number(version), completeness(version, false), bytes(0, 100));
        String limit = head(version, path).header("Upload-Limit");
        switch (version) {
            case V3, V5 -> assertThat(limit).isNull();
            case V6 -> assertThat(limit).contains("expires=").doesNotContain("max-age");
            case V8 -> assertThat(limit).contains("max-age=").doesNotContain("expires");
        }
    }

    @ParameterizedTest
    @EnumSource
    void patchWithoutCompleteness_isTheLast_exceptInTheNewestVersion(DraftVersion version) throws Exception {
        String path = create(number(version), completeness(version, false), bytes(0, 100));
        Reply response = patch(version, path, 100, "", bytes(100, 200));
        assertThat(response.status()).isEqualTo(version == DraftVersion.V8 ? 400 : 201);
        assertThat(exists("a.bin")).isEqualTo(version != DraftVersion.V8);
    }

    @ParameterizedTest
    @EnumSource
    void anyMediaType_isAcceptedByTheOldestVersions(DraftVersion version) throws Exception {
        String path = create(number(version), completeness(version, false), bytes(0, 100));
        Reply response = request(
                "PATCH " + path + " HTTP/1.1\nUpload-Offset: 100\n" + number(version) + "\n"
                        + completeness(version, true),
                bytes(100, 200));
        assertThat(response.status()).isEqualTo(version.requiresMediaType() ? 415 : 201);
    }

    @ParameterizedTest
    @EnumSource
    void locationOfACompleteUpload_isTheUpload_exceptInTheNewestVersion(DraftVersion version) throws Exception {
        Reply response = request(
                "POST /files/a.bin HTTP/1.1\n" + number(version) + "\n" + completeness(version, true), bytes(0, 9));
        assertThat(response.header("Location")).startsWith(version == DraftVersion.V8 ? "/files/a.bin" : "/uploads/");
    }

    @ParameterizedTest
    @EnumSource
    void headWithAnOffset_isRefused_exceptInTheNewestVersion(DraftVersion version) throws Exception {
        String path = create(number(version), completeness(version, false), bytes(0, 100));
        String headers = path + " HTTP/1.1\nUpload-Offset: 5\n" + number(version);
        boolean newest = version == DraftVersion.V8;
        assertThat(requestHead("HEAD " + headers).status()).isEqualTo(newest ? 204 : 400);
        assertThat(request("DELETE " + headers).status()).isEqualTo(newest ? 204 : 400);
    }

    @ParameterizedTest
    @EnumSource
    void wrongOffset_isAConflict(DraftVersion version) throws Exception {
        String path = create(number(version), completeness(version, false), bytes(0, 100));
        Reply response = patch(version, path, 7, completeness(version, true), bytes(7, 200));
        assertThat(response.status()).isEqualTo(409);
        assertThat(response.header("Upload-Offset")).isEqualTo("100");
        assertCompleteness(response, version, false);
    }

    private String create(String number, String completeness, byte[] bytes) throws IOException {
        return request("POST /files/a.bin HTTP/1.1\n" + number + "\n" + completeness, bytes)
                .header("Location");
    }

    private Reply patch(DraftVersion version, String path, long offset, String completeness, byte[] bytes)
            throws IOException {
        return request(
                "PATCH " + path + " HTTP/1.1\nUpload-Offset: " + offset + "\n" + TYPE + "\n" + number(version) + "\n"
                        + completeness,
                bytes);
    }

    private Reply head(DraftVersion version, String path) throws IOException {
        return requestHead("HEAD " + path + " HTTP/1.1\n" + number(version));
    }

    private static String number(DraftVersion version) {
        return "Upload-Draft-Interop-Version: " + version.headerValue();
    }

    private static String completeness(DraftVersion version, boolean complete) {
        return version == DraftVersion.V3
                ? "Upload-Incomplete: ?" + (complete ? 0 : 1)
                : "Upload-Complete: ?" + (complete ? 1 : 0);
    }

    private static void assertCompleteness(Reply response, DraftVersion version, boolean complete) {
        String[] header = completeness(version, complete).split(": ", 2);
        assertThat(response.header(header[0])).isEqualTo(header[1]);
    }
}
