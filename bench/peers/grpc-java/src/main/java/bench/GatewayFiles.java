package bench;

import com.google.protobuf.ByteString;
import io.chunkgate.proto.v1.FilesServiceGrpc;
import io.chunkgate.proto.v1.ReadRequest;
import io.chunkgate.proto.v1.ReadResponse;
import io.chunkgate.proto.v1.WriteRequest;
import io.chunkgate.proto.v1.WriteResponse;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;

/** The gateway's own service, of which clients of the comparison need no more than the bytes. */
final class GatewayFiles extends FilesServiceGrpc.FilesServiceImplBase {
    private final Path folder;

    GatewayFiles(Path folder) {
        this.folder = folder;
    }

    @Override
    public void read(ReadRequest request, StreamObserver<ReadResponse> client) {
        FileStream.send(folder.resolve(request.getName()), request.getChunkSize(), 0, client, GatewayFiles::chunk);
    }

    @Override
    public StreamObserver<WriteRequest> write(StreamObserver<WriteResponse> client) {
        return new Uploading<>(
                folder,
                client,
                first -> first.getStart().getName(),
                WriteRequest::getData,
                size -> WriteResponse.newBuilder().setStoredOffset(size).build());
    }

    private static ReadResponse chunk(int number, ByteString bytes) {
        return ReadResponse.newBuilder()
                .setOffset((long) number * bytes.size())
                .setData(bytes)
                .build();
    }
}
