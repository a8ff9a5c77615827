package io.chunkgate.grpc;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import io.chunkgate.server.Client;
import io.vertx.core.Future;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.server.Service;
import io.vertx.grpc.server.ServiceBuilder;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** Binds the methods of one service, each with the default instance of its request message. */
final class MethodBinder {
    private final ServiceName name;
    private final ServiceBuilder service;
    private final Supplier<GrpcExchange> exchange;

    /** @param exchange returns that of the call being started */
    MethodBinder(ServiceDescriptor descriptor, Supplier<GrpcExchange> exchange) {
        this.name = ServiceName.create(descriptor.getFullName());
        this.service = Service.service(name, descriptor);
        this.exchange = exchange;
    }

    /** Binds a method with one request and one response. */
    <Q extends Message, A extends Message> MethodBinder unary(
            String method, Q request, BiFunction<Client, Q, Future<A>> function) {
        return this.<Q, A>bind(method, request, (current, call) -> UnaryCall.serve(current, call, request, function));
    }

    /**
     * Binds a method that streams a file.
     *
     * @param check gets the request and {@code grpc.chunkSize}
     */
    <Q extends Message, A extends Message> MethodBinder download(
            String method, Q request, BiFunction<Q, Integer, DownloadMethod<A>> check) {
        return this.<Q, A>bind(method, request, (current, call) -> {
            int chunkSize = current.server().config().grpc().chunkSize();
            DownloadCall.serve(current, call, request, message -> check.apply(message, chunkSize));
        });
    }

    /** Binds a method that takes the bytes of a file. */
    <Q extends Message, A extends Message> MethodBinder upload(
            String method, Q request, Function<GrpcExchange, UploadMethod<Q, A>> begin) {
        return this.<Q, A>bind(
                method, request, (current, call) -> UploadCall.serve(current, call, begin.apply(current)));
    }

    <Q extends Message, A extends Message> MethodBinder bind(
            String method, Q request, BiConsumer<GrpcExchange, GrpcServerRequest<Q, A>> serve) {
        ServiceMethod<Q, A> bound =
                ServiceMethod.server(name, method, GrpcMessageEncoder.encoder(), GrpcMessageDecoder.decoder(request));
        service.bind(bound, call -> serve.accept(exchange.get(), call));
        return this;
    }

    Service build() {
        return service.build();
    }
}
