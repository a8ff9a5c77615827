package io.chunkgate.grpc;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.chunkgate.proto.demo.FilesOuterClass;
import io.chunkgate.proto.demo.Request;
import io.chunkgate.proto.demo.Response;
import io.chunkgate.server.ServerContext;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.Service;
import java.util.function.Supplier;

/** The service {@code demo.Files} of the article. */
final class DemoService {
    private static final ServiceDescriptor DESCRIPTOR =
            FilesOuterClass.getDescriptor().findServiceByName("Files");
    private static final ServiceName NAME = ServiceName.create(DESCRIPTOR.getFullName());
    private static final ServiceMethod<Request, Response> GET_FILE = ServiceMethod.server(
            NAME, "GetFile", GrpcMessageEncoder.encoder(), GrpcMessageDecoder.decoder(Request.newBuilder()));

    private DemoService() {}

    static Service of(ServerContext server, Supplier<GrpcExchange> exchange) {
        return Service.service(NAME, DESCRIPTOR)
                .bind(GET_FILE, call -> getFile(server, exchange.get(), call))
                .build();
    }

    /** Each answer says how large chunks are, an error too: a client may have asked for a chunk that is not there. */
    private static void getFile(
            ServerContext server, GrpcExchange exchange, GrpcServerRequest<Request, Response> call) {
        int chunkSize = server.config().grpc().chunkSize();
        call.response().headers().set("x-chunk-size", Integer.toString(chunkSize));
        DownloadCall.serve(server, exchange, call, message -> GetFile.parse(message, chunkSize));
    }
}
