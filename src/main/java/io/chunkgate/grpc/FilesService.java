package io.chunkgate.grpc;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.chunkgate.proto.demo.FilesOuterClass;
import io.chunkgate.proto.demo.Request;
import io.chunkgate.proto.demo.Response;
import io.vertx.core.Handler;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.Service;

/** The service {@code demo.Files} of the article, bound so that server reflection can describe it. */
final class FilesService {
    private static final ServiceDescriptor DESCRIPTOR =
            FilesOuterClass.getDescriptor().findServiceByName("Files");
    private static final ServiceName NAME = ServiceName.create(DESCRIPTOR.getFullName());
    private static final ServiceMethod<Request, Response> GET_FILE = ServiceMethod.server(
            NAME, "GetFile", GrpcMessageEncoder.encoder(), GrpcMessageDecoder.decoder(Request.newBuilder()));

    private FilesService() {}

    static Service of(Handler<GrpcServerRequest<Request, Response>> getFile) {
        return Service.service(NAME, DESCRIPTOR).bind(GET_FILE, getFile).build();
    }
}
