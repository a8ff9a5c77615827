package io.chunkgate.grpc;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.TextFormat;
import io.chunkgate.proto.rpc.ErrorDetailsProto;
import io.chunkgate.proto.rpc.StatusProto;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.StoreException;
import io.vertx.grpc.reflection.v1.ErrorResponse;
import io.vertx.grpc.reflection.v1.ExtensionNumberResponse;
import io.vertx.grpc.reflection.v1.FileDescriptorResponse;
import io.vertx.grpc.reflection.v1.ListServiceResponse;
import io.vertx.grpc.reflection.v1.ServerReflectionProto;
import io.vertx.grpc.reflection.v1.ServerReflectionRequest;
import io.vertx.grpc.reflection.v1.ServerReflectionResponse;
import io.vertx.grpc.reflection.v1.ServiceResponse;
import io.vertx.grpc.server.Service;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Server reflection in the versions v1 and v1alpha, which differ in the name of the package only. That of Vert.x 5.0.7 has v1
 * alone, ends the call after the first request, and finds no types of error details, which no service's file imports.
 */
final class ReflectionService {
    private static final String PACKAGE = "grpc.reflection.v1";

    private final DescriptorIndex index;
    private final ListServiceResponse services;

    private ReflectionService(List<ServiceDescriptor> services) {
        Stream<FileDescriptor> files = services.stream().map(ServiceDescriptor::getFile);
        Stream<FileDescriptor> details = Stream.of(StatusProto.getDescriptor(), ErrorDetailsProto.getDescriptor());
        this.index = new DescriptorIndex(Stream.concat(files, details).toList());
        ListServiceResponse.Builder names = ListServiceResponse.newBuilder();
        services.forEach(
                service -> names.addService(ServiceResponse.newBuilder().setName(service.getFullName())));
        this.services = names.build();
    }

    /**
     * Returns the services of both versions, which describe the given services and themselves.
     *
     * @param exchange returns that of the call being started
     */
    static List<Service> of(Supplier<GrpcExchange> exchange, List<Service> described) {
        FileDescriptor v1 = ServerReflectionProto.getDescriptor();
        List<ServiceDescriptor> versions =
                Stream.of(v1, alpha(v1)).map(file -> file.getServices().get(0)).toList();
        Stream<ServiceDescriptor> others = described.stream().map(Service::descriptor);
        ReflectionService reflection = new ReflectionService(Stream.concat(others, versions.stream())
                .map(Objects::requireNonNull)
                .toList());
        return versions.stream()
                .map(version -> reflection.bind(version, exchange))
                .toList();
    }

    /** Version v1alpha of the proto file of v1. */
    private static FileDescriptor alpha(FileDescriptor v1) {
        FileDescriptorProto.Builder proto = FileDescriptorProto.newBuilder();
        try {
            String text = TextFormat.printer().printToString(v1.toProto());
            TextFormat.merge(text.replace(PACKAGE, PACKAGE + "alpha"), proto);
            proto.setName("grpc/reflection/v1alpha/reflection.proto");
            return FileDescriptor.buildFrom(proto.build(), new FileDescriptor[0]);
        } catch (TextFormat.ParseException | DescriptorValidationException e) {
            throw new IllegalStateException("the proto file of reflection", e);
        }
    }

    private Service bind(ServiceDescriptor version, Supplier<GrpcExchange> exchange) {
        ServerReflectionRequest request = ServerReflectionRequest.getDefaultInstance();
        return new MethodBinder(version, exchange)
                .<ServerReflectionRequest, ServerReflectionResponse>bind(
                        "ServerReflectionInfo",
                        request,
                        (current, call) -> MessagePairs.serve(current, call, request, this::respond))
                .build();
    }

    private ServerReflectionResponse respond(ServerReflectionRequest request) {
        ServerReflectionResponse.Builder response = ServerReflectionResponse.newBuilder()
                .setValidHost(request.getHost())
                .setOriginalRequest(request);
        try {
            respond(request, response);
        } catch (StoreException e) {
            response.setErrorResponse(ErrorResponse.newBuilder()
                    .setErrorCode(e.code().number())
                    .setErrorMessage(String.valueOf(e.getMessage())));
        }
        return response.build();
    }

    /** No file declares extensions. */
    private void respond(ServerReflectionRequest request, ServerReflectionResponse.Builder response) {
        switch (request.getMessageRequestCase()) {
            case LIST_SERVICES -> response.setListServicesResponse(services);
            case FILE_BY_FILENAME ->
                response.setFileDescriptorResponse(
                        files(found(index.file(request.getFileByFilename()), request.getFileByFilename())));
            case FILE_CONTAINING_SYMBOL -> {
                String symbol = request.getFileContainingSymbol();
                response.setFileDescriptorResponse(
                        files(found(index.symbol(symbol), symbol).getFile()));
            }
            case FILE_CONTAINING_EXTENSION ->
                throw notFound(request.getFileContainingExtension().getContainingType());
            case ALL_EXTENSION_NUMBERS_OF_TYPE -> {
                String type = request.getAllExtensionNumbersOfType();
                Optional<GenericDescriptor> message = index.symbol(type).filter(Descriptor.class::isInstance);
                response.setAllExtensionNumbersResponse(ExtensionNumberResponse.newBuilder()
                        .setBaseTypeName(found(message, type).getFullName()));
            }
            case MESSAGEREQUEST_NOT_SET ->
                throw new StoreException(
                        ErrorCode.INVALID_ARGUMENT, "message_request: missing (expected: one of its fields)");
        }
    }

    private static FileDescriptorResponse files(FileDescriptor file) {
        return FileDescriptorResponse.newBuilder()
                .addAllFileDescriptorProto(DescriptorIndex.withImports(file))
                .build();
    }

    private static <T> T found(Optional<T> descriptor, String name) {
        return descriptor.orElseThrow(() -> notFound(name));
    }

    private static StoreException notFound(String name) {
        return new StoreException(ErrorCode.NOT_FOUND, "'" + name + "': no descriptor");
    }
}
