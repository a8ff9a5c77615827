package bench;

import io.chunkgate.proto.bytestream.ByteStreamGrpc;
import io.chunkgate.proto.bytestream.ReadRequest;
import io.chunkgate.proto.bytestream.ReadResponse;
import io.chunkgate.proto.bytestream.WriteRequest;
import io.chunkgate.proto.bytestream.WriteResponse;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;

/** ByteStream, with messages of 64 KiB. */
final class ByteStreams extends ByteStreamGrpc.ByteStreamImplBase {
    private static final int CHUNK_BYTES = 64 * 1024;

    private final Path folder;

    ByteStreams(Path folder) {
        this.folder = folder;
    }

    @Override
    public void read(ReadRequest request, StreamObserver<ReadResponse> client) {
        Path file = folder.resolve(request.getResourceName());
        FileStream.send(file, CHUNK_BYTES, 0, client, (number, bytes) -> ReadResponse.newBuilder()
                .setData(bytes)
                .build());
    }

    @Override
    public StreamObserver<WriteRequest> write(StreamObserver<WriteResponse> client) {
        return new Uploading<>(
                folder, client, WriteRequest::getResourceName, WriteRequest::getData, size -> WriteResponse.newBuilder()
                        .setCommittedSize(size)
                        .build());
    }
}
