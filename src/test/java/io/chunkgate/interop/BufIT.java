package io.chunkgate.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.Command;
import io.chunkgate.testkit.CommandResult;
import io.chunkgate.testkit.Need;
import io.chunkgate.testkit.PackagedGateway;
import io.chunkgate.testkit.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** buf (https://buf.build), which calls services by reflection, and lints the gateway's .proto file. */
@Requires(Need.BUF)
class BufIT {
    private static final String FILES = "chunkgate.v1.FilesService/";
    private static final String BYTE_STREAM = "google.bytestream.ByteStream/";
    /** {@code abc} in base64, as JSON has bytes. */
    private static final String ABC = "YWJj";

    /** {@code def}. */
    private static final String DEF = "ZGVm";

    @TempDir
    private static Path root;

    private static PackagedGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        Files.writeString(root.resolve("small"), "abc");
        gateway = PackagedGateway.start(root);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void ownProto_passesLinter() {
        NodeClients.buf().with("lint", Path.of("proto").toAbsolutePath()).run().succeeded();
    }

    @Test
    void services_areListed() {
        assertThat(curl("grpc", "").with("--list-services").run().succeeded().out())
                .contains("demo.Files", "chunkgate.v1.FilesService", "google.bytestream.ByteStream");
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpc", "grpcweb"})
    void demoService_sendsFile(String protocol) {
        assertThat(call(protocol, "demo.Files/GetFile", "{'name': 'small'}")).contains(ABC);
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpc", "grpcweb"})
    void ownService_writesReadsAndManagesFiles(String protocol) {
        String name = "folder/" + protocol;
        String begun = call(protocol, "Write", "{'start': {'name': '%s'}, 'data': '%s'}".formatted(name, ABC));
        String id = uploadId(begun);
        assertThat(call(protocol, "QueryUpload", "{'uploadId': '%s'}".formatted(id)))
                .contains("UPLOAD_STATE_RUNNING", "'storedOffset': '3'");
        String rest = "{'start': {'uploadId': '%s'}, 'offset': '3', 'data': '%s', 'finish': true}".formatted(id, DEF);
        assertThat(call(protocol, "Write", rest)).contains("sha256");
        assertThat(root.resolve(name)).hasContent("abcdef");

        assertThat(call(protocol, "Stat", "{'name': '%s'}".formatted(name))).contains("'size': '6'");
        assertThat(call(protocol, "List", "{'folder': 'folder'}")).contains(name);
        assertThat(call(protocol, "Read", "{'name': '%s', 'offset': '3', 'crc32c': true}".formatted(name)))
                .contains(DEF, "crc32c");
        call(protocol, "Delete", "{'name': '%s'}".formatted(name));
        assertThat(root.resolve(name)).doesNotExist();
    }

    @Test
    void cancelledUpload_isUnknown_withReason() {
        String id = uploadId(call("grpc", "Write", "{'start': {'name': 'cancelled'}}"));
        String upload = "{'uploadId': '%s'}".formatted(id);
        call("grpc", "CancelUpload", upload);
        CommandResult result = command("grpc", "QueryUpload", upload).run().failed();
        assertThat(result.err()).contains("not_found", "google.rpc.ErrorInfo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpc", "grpcweb"})
    void byteStream_writesReadsAndReportsStatus(String protocol) {
        String name = "bytes-" + protocol;
        String resource = "{'resourceName': '%s'}".formatted(name);
        String first = "{'resourceName': '%s', 'data': '%s'}".formatted(name, ABC);
        assertThat(call(protocol, BYTE_STREAM + "Write", first)).contains("'committedSize': '3'");
        assertThat(call(protocol, BYTE_STREAM + "QueryWriteStatus", resource))
                .contains("'committedSize': '3'")
                .doesNotContain("complete");
        String last = "{'resourceName': '%s', 'writeOffset': '3', 'data': '%s', 'finishWrite': true}";
        assertThat(call(protocol, BYTE_STREAM + "Write", last.formatted(name, DEF)))
                .contains("'committedSize': '6'");
        assertThat(call(protocol, BYTE_STREAM + "QueryWriteStatus", resource)).contains("'complete': true");
        String middle = "{'resourceName': '%s', 'readOffset': '3', 'readLimit': '3'}".formatted(name);
        assertThat(call(protocol, BYTE_STREAM + "Read", middle)).contains(DEF);
    }

    private static String uploadId(String reply) {
        Matcher id = Pattern.compile("'uploadId': '([^']+)'").matcher(reply);
        assertThat(id.find()).as(reply).isTrue();
        return id.group(1);
    }

    /** Replaces single quotes by double ones in the input, and the reverse in the output. */
    private static String call(String protocol, String method, String message) {
        String reply = command(protocol, method, message).run().succeeded().out();
        return reply.replace('"', '\'').replaceAll(": +", ": ");
    }

    private static Command command(String protocol, String method, String message) {
        String data = message.replace('\'', '"');
        return curl(protocol, method.contains("/") ? method : FILES + method).with("--data", data);
    }

    private static Command curl(String protocol, String method) {
        String url = "http://" + gateway.address(Listener.GRPC) + "/" + method;
        return NodeClients.buf().with("curl", "--http2-prior-knowledge", "--protocol", protocol, url);
    }
}
