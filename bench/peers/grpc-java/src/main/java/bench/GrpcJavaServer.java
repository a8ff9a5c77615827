package bench;

import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** Serves files by three services with grpc-java and Netty: {@code GrpcJavaServer PORT FOLDER}, until it is stopped. */
public final class GrpcJavaServer {
    private GrpcJavaServer() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int port = Integer.parseInt(arguments[0]);
        Path folder = Path.of(arguments[1]);
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                .addService(new Files(folder))
                .addService(new GatewayFiles(folder))
                .addService(new ByteStreams(folder))
                .build()
                .start();
        server.awaitTermination();
    }
}
