package io.chunkgate.grpc;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The protocols that carry gRPC over HTTP. Messages are protobuf in all of them. */
enum Protocol {
    /** gRPC, which needs the trailers of HTTP/2. */
    GRPC("application/grpc"),
    /** gRPC-Web, which sends the trailers as the last message of the body. */
    WEB("application/grpc-web"),
    /** gRPC-Web in base64, in both directions. */
    WEB_TEXT("application/grpc-web-text");

    private final String mediaType;

    Protocol(String mediaType) {
        this.mediaType = mediaType;
    }

    /** The protocol of a content type, if it is one of these. */
    static Optional<Protocol> of(@Nullable String contentType) {
        return Arrays.stream(values())
                .filter(p -> p.mediaType.equals(contentType) || (p.mediaType + "+proto").equals(contentType))
                .findFirst();
    }
}
