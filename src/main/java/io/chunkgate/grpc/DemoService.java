package io.chunkgate.grpc;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.chunkgate.proto.demo.FilesOuterClass;
import io.chunkgate.proto.demo.Request;
import io.chunkgate.proto.demo.Response;
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

    /** @param exchange returns that of the call being started */
    static Service of(Supplier<GrpcExchange> exchange) {
        return Service.service(NAME, DESCRIPTOR)
                .bind(GET_FILE, call -> getFile(exchange.get(), call))
                .build();
    }

    /** Every response has the chunk size, an error too: the client may have asked for a chunk beyond the end. */
    private static void getFile(GrpcExchange exchange, GrpcServerRequest<Request, Response> call) {
        int chunkSize = exchange.server().config().grpc().chunkSize();
        call.response().headers().set("x-chunk-size", Integer.toString(chunkSize));
        DownloadCall.serve(exchange, call, Request.getDefaultInstance(), request -> GetFile.of(request, chunkSize));
    }
}
