package io.chunkgate.grpc;

import java.util.Arrays;
import java.util.Locale;
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

    /** The protocol of a content type, if it is one of these. Parameters are ignored (RFC 9110, section 8.3.1). */
    static Optional<Protocol> of(@Nullable String contentType) {
        String mediaType = mediaTypeOf(contentType);
        return Arrays.stream(values())
                .filter(p -> p.mediaType.equals(mediaType) || (p.mediaType + "+proto").equals(mediaType))
                .findFirst();
    }

    /** Whether a content type is one of gRPC, maybe one that is not served. */
    static boolean isGrpc(@Nullable String contentType) {
        return mediaTypeOf(contentType).startsWith(GRPC.mediaType);
    }

    private static String mediaTypeOf(@Nullable String contentType) {
        return contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** The content type that Vert.x knows, without {@code +proto}. */
    String mediaType() {
        return mediaType;
    }
}
