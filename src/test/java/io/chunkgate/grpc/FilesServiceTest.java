package io.chunkgate.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.proto.v1.CancelUploadRequest;
import io.chunkgate.proto.v1.DeleteRequest;
import io.chunkgate.proto.v1.FileInfo;
import io.chunkgate.proto.v1.FilesServiceGrpcClient;
import io.chunkgate.proto.v1.ListEntry;
import io.chunkgate.proto.v1.ListOrder;
import io.chunkgate.proto.v1.ListRequest;
import io.chunkgate.proto.v1.ListResponse;
import io.chunkgate.proto.v1.QueryUploadRequest;
import io.chunkgate.proto.v1.StatRequest;
import io.chunkgate.proto.v1.WriteRequest;
import io.chunkgate.proto.v1.WriteResponse;
import io.chunkgate.testkit.TestData;
import io.vertx.grpc.common.GrpcStatus;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The unary methods. */
class FilesServiceTest extends FilesTestBase {

    @Test
    void stat_computesTheDigestOnRequest() throws Exception {
        byte[] bytes = TestData.file(root.resolve("file.bin"), 1000);
        FileInfo info = stat("file.bin", false).only().getFile();
        assertThat(info.getName()).isEqualTo("file.bin");
        assertThat(info.getSize()).isEqualTo(1000);
        assertThat(info.getEtag()).matches("\"[^\"]+\"");
        assertThat(info.getModifyTime().getSeconds())
                .isEqualTo(Files.getLastModifiedTime(root.resolve("file.bin"))
                        .toInstant()
                        .getEpochSecond());
        assertThat(info.getSha256()).isEmpty();
        FileInfo digested = stat("file.bin", true).only().getFile();
        assertThat(digested.getSha256()).isEqualTo(TestData.sha256(bytes));
        assertThat(digested.getEtag()).isEqualTo(info.getEtag());
    }

    @ParameterizedTest
    @CsvSource({"missing, NOT_FOUND", "folder, NOT_FOUND", "/x, INVALID_ARGUMENT", "'', INVALID_ARGUMENT"})
    void statOfNoFile_isRefused(String name, GrpcStatus status) throws Exception {
        Files.createDirectory(root.resolve("folder"));
        stat(name, false).assertFailed(status);
    }

    @ParameterizedTest
    @EnumSource(
            value = ListOrder.class,
            names = {"UNRECOGNIZED"},
            mode = EnumSource.Mode.EXCLUDE)
    void list_returnsEveryEntryInPages(ListOrder order) throws Exception {
        Files.createDirectories(root.resolve("f/sub"));
        List<String> expected = new ArrayList<>(List.of("f/sub"));
        for (int i = 0; i < 25; i++) {
            TestData.file(root.resolve("f/" + i + ".bin"), i);
            expected.add("f/" + i + ".bin");
        }
        assertThat(listAll(order, false)).containsExactlyInAnyOrderElementsOf(expected);
        List<String> turned = listAll(order, true);
        java.util.Collections.reverse(turned);
        assertThat(turned).isEqualTo(listAll(order, false));
    }

    @Test
    void emptyFolderName_listsTheRoot() throws Exception {
        TestData.file(root.resolve("file.bin"), 10);
        ListResponse page = list(ListRequest.newBuilder()).only();
        assertThat(page.getEntriesList()).hasSize(1);
        assertThat(page.getEntries(0).getFile())
                .isEqualTo(stat("file.bin", false).only().getFile());
        assertThat(page.getNextPageToken()).isEmpty();
    }

    @Test
    void invalidListRequest_isRefused() throws Exception {
        TestData.file(root.resolve("a"), 1);
        TestData.file(root.resolve("b"), 1);
        String token = list(ListRequest.newBuilder().setPageSize(1)).only().getNextPageToken();
        list(ListRequest.newBuilder().setFolder("missing")).assertFailed(GrpcStatus.NOT_FOUND);
        list(ListRequest.newBuilder().setFolder("a/../b")).assertFailed(GrpcStatus.INVALID_ARGUMENT);
        list(ListRequest.newBuilder().setPageSize(-1)).assertFailed(GrpcStatus.INVALID_ARGUMENT);
        list(ListRequest.newBuilder().setOrderValue(9)).assertFailed(GrpcStatus.INVALID_ARGUMENT);
        list(ListRequest.newBuilder().setPageToken("!")).assertFailed(GrpcStatus.INVALID_ARGUMENT);
        list(ListRequest.newBuilder().setPageToken(token).setDescending(true))
                .assertFailed(GrpcStatus.INVALID_ARGUMENT);
        list(ListRequest.newBuilder().setPageToken(token).setPageSize(5000)).assertOk();
    }

    @Test
    void delete_removesOnlyTheMatchingVersion() throws Exception {
        TestData.file(root.resolve("file.bin"), 10);
        String etag = stat("file.bin", false).only().getFile().getEtag();
        delete("file.bin", "\"other\"").assertFailed(GrpcStatus.FAILED_PRECONDITION);
        assertThat(root.resolve("file.bin")).exists();
        delete("file.bin", etag).assertOk();
        assertThat(root.resolve("file.bin")).doesNotExist();
        delete("file.bin", null).assertFailed(GrpcStatus.NOT_FOUND);
    }

    @Test
    void cancelledUpload_isUnknown() throws Exception {
        StreamCall<WriteRequest, WriteResponse> upload = startWrite();
        String id = begin(upload, named("file.bin"));
        assertThat(call(
                                FilesServiceGrpcClient.QueryUpload,
                                QueryUploadRequest.newBuilder()
                                        .setName("file.bin")
                                        .build())
                        .only()
                        .getUploadId())
                .isEqualTo(id);
        cancel(id).assertOk();
        upload.await().assertFailed(GrpcStatus.ABORTED);
        cancel(id).assertFailed(GrpcStatus.NOT_FOUND);
        call(
                        FilesServiceGrpcClient.QueryUpload,
                        QueryUploadRequest.newBuilder().setUploadId(id).build())
                .assertFailed(GrpcStatus.NOT_FOUND);
        call(
                        FilesServiceGrpcClient.QueryUpload,
                        QueryUploadRequest.newBuilder().setName("file.bin").build())
                .assertFailed(GrpcStatus.NOT_FOUND);
        call(FilesServiceGrpcClient.QueryUpload, QueryUploadRequest.getDefaultInstance())
                .assertFailed(GrpcStatus.INVALID_ARGUMENT);
        cancel("x").assertFailed(GrpcStatus.INVALID_ARGUMENT);
    }

    private CallOutcome<io.chunkgate.proto.v1.StatResponse> stat(String name, boolean digest) throws Exception {
        StatRequest request =
                StatRequest.newBuilder().setName(name).setComputeSha256(digest).build();
        return call(FilesServiceGrpcClient.Stat, request);
    }

    private CallOutcome<ListResponse> list(ListRequest.Builder request) throws Exception {
        return call(FilesServiceGrpcClient.List, request.build());
    }

    private List<String> listAll(ListOrder order, boolean descending) throws Exception {
        List<String> names = new ArrayList<>();
        String token = "";
        do {
            ListResponse page = list(ListRequest.newBuilder()
                            .setFolder("f")
                            .setPageSize(7)
                            .setPageToken(token)
                            .setOrder(order)
                            .setDescending(descending))
                    .only();
            page.getEntriesList().forEach(entry -> names.add(name(entry)));
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        return names;
    }

    private static String name(ListEntry entry) {
        return entry.hasFile() ? entry.getFile().getName() : entry.getFolder().getName();
    }

    private CallOutcome<?> delete(String name, String etag) throws Exception {
        DeleteRequest.Builder request = DeleteRequest.newBuilder().setName(name);
        if (etag != null) {
            request.addIfMatch(etag);
        }
        return call(FilesServiceGrpcClient.Delete, request.build());
    }

    private CallOutcome<?> cancel(String id) throws Exception {
        return call(
                FilesServiceGrpcClient.CancelUpload,
                CancelUploadRequest.newBuilder().setUploadId(id).build());
    }
}
