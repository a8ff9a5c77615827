package bench;

import com.google.protobuf.ByteString;
import io.chunkgate.proto.demo.FilesGrpc;
import io.chunkgate.proto.demo.Request;
import io.chunkgate.proto.demo.Response;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;

/** The article's service: a file in chunks of 32 KiB. */
final class Files extends FilesGrpc.FilesImplBase {
    private static final int CHUNK_BYTES = 32 * 1024;

    private final Path folder;

    Files(Path folder) {
        this.folder = folder;
    }

    @Override
    public void getFile(Request request, StreamObserver<Response> client) {
        Path file = folder.resolve(Path.of(request.getName()).getFileName());
        FileStream.send(file, CHUNK_BYTES, request.getStartAt(), client, Files::chunk);
    }

    private static Response chunk(int number, ByteString bytes) {
        return Response.newBuilder().setChunk(bytes).setChunkNumber(number).build();
    }
}
