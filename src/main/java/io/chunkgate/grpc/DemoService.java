package io.chunkgate.grpc;

import io.chunkgate.proto.demo.FilesOuterClass;
import io.chunkgate.proto.demo.Request;
import io.chunkgate.proto.demo.Response;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.Service;
import java.util.function.Supplier;

/** The service {@code demo.Files} of the article. */
final class DemoService {
    private DemoService() {}

    /** @param exchange returns that of the call being started */
    static Service of(Supplier<GrpcExchange> exchange) {
        return new MethodBinder(FilesOuterClass.getDescriptor().findServiceByName("Files"), exchange)
                .bind("GetFile", Request.getDefaultInstance(), DemoService::getFile)
                .build();
    }

    /** Every response has the chunk size, an error too: the client may have asked for a chunk beyond the end. */
    private static void getFile(GrpcExchange exchange, GrpcServerRequest<Request, Response> call) {
        int chunkSize = exchange.server().config().grpc().chunkSize();
        call.response().headers().set("x-chunk-size", Integer.toString(chunkSize));
        DownloadCall.serve(exchange, call, Request.getDefaultInstance(), request -> GetFile.of(request, chunkSize));
    }
}
