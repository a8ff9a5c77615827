package bench;

import io.chunkgate.proto.demo.FilesGrpc;
import io.chunkgate.proto.demo.Request;
import io.chunkgate.proto.demo.Response;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** The article's service: a file in chunks of 32 KiB, each sent when the client has room for it. */
final class Files extends FilesGrpc.FilesImplBase {
    private final Path folder;

    Files(Path folder) {
        this.folder = folder;
    }

    @Override
    public void getFile(Request request, StreamObserver<Response> observer) {
        var call = (ServerCallStreamObserver<Response>) observer;
        try {
            FileChannel channel =
                    FileChannel.open(folder.resolve(Path.of(request.getName()).getFileName()));
            FileStream stream = new FileStream(channel, request.getStartAt(), call);
            call.setOnReadyHandler(stream::send);
            call.setOnCloseHandler(stream::close);
            call.setOnCancelHandler(stream::close);
        } catch (IOException e) {
            observer.onError(e);
        }
    }
}
