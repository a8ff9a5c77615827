package io.chunkgate.crossprotocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayAccess;
import io.chunkgate.client.GatewayClient;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.RemoteUpload;
import io.chunkgate.client.UploadRequest;
import io.chunkgate.proto.bytestream.ByteStreamGrpcClient;
import io.chunkgate.proto.v1.FilesServiceGrpcClient;
import io.chunkgate.proto.v1.WriteRequest;
import io.chunkgate.proto.v1.WriteStart;
import io.chunkgate.server.net.Listener;
import io.chunkgate.testkit.CheckedVertx;
import io.chunkgate.testkit.GrpcMessages;
import io.chunkgate.testkit.Listeners;
import io.chunkgate.testkit.RawHttp;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientResponse;
import io.vertx.grpc.client.InvalidStatusException;
import io.vertx.grpc.common.ServiceMethod;
import java.io.IOException;
import java.util.Base64;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ways to upload a file of four bytes, or to resume an upload of it, with a credential. */
enum UploadAttempt {
    PUT {
        @Override
        String begin(Vertx vertx, String credential, String name) throws Exception {
            return http(vertx, "PUT /files/" + name + " HTTP/1.1", credential, BYTES);
        }

        @Override
        String resume(Vertx vertx, String credential, String id) throws Exception {
            return http(vertx, "PUT /uploads/" + id + " HTTP/1.1\nContent-Range: bytes 0-3/4", credential, BYTES);
        }
    },
    CHUNKED_PUT {
        @Override
        String begin(Vertx vertx, String credential, String name) throws Exception {
            try (RawHttp connection = new RawHttp(Listeners.port(vertx, Listener.HTTP))) {
                connection.sendHead("PUT /files/" + name + " HTTP/1.1\nTransfer-Encoding: chunked" + shown(credential));
                connection.send("4\r\nfile\r\n0\r\n\r\n".getBytes(UTF_8));
                return code(connection.read().status());
            }
        }
    },
    DRAFT {
        @Override
        String begin(Vertx vertx, String credential, String name) throws Exception {
            return http(vertx, "POST /files/" + name + " HTTP/1.1\nUpload-Complete: ?1", credential, BYTES);
        }

        @Override
        String resume(Vertx vertx, String credential, String id) throws Exception {
            String head = "PATCH /uploads/" + id + " HTTP/1.1\nContent-Type: application/partial-upload"
                    + "\nUpload-Offset: 0\nUpload-Complete: ?1";
            return http(vertx, head, credential, BYTES);
        }
    },
    TUS {
        @Override
        String begin(Vertx vertx, String credential, String name) throws Exception {
            return http(vertx, tusCreation(name) + "\nUpload-Length: 4\n" + TUS_TYPE, credential, BYTES);
        }

        @Override
        String resume(Vertx vertx, String credential, String id) throws Exception {
            String head = "PATCH /uploads/" + id + " HTTP/1.1\n" + TUS_VERSION + TUS_TYPE + "\nUpload-Offset: 0";
            return http(vertx, head, credential, BYTES);
        }
    },
    TUS_PART {
        @Override
        String begin(Vertx vertx, String credential, String name) throws Exception {
            String head = tusCreation(name) + "\nUpload-Length: 4\nUpload-Concat: partial\n" + TUS_TYPE;
            return http(vertx, head, credential, BYTES);
        }

        @Override
        String resume(Vertx vertx, String credential, String id) throws Exception {
            String head = tusCreation("attacker/copy") + "\nUpload-Concat: final;/uploads/" + id;
            return http(vertx, head, credential, new byte[0]);
        }
    },
    FORM {
        @Override
        String begin(Vertx vertx, String credential, String name) throws Exception {
            int slash = name.lastIndexOf('/') + 1;
            String body = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"" + name.substring(slash)
                    + "\"\r\n\r\nfile\r\n--b--\r\n";
            String head = "POST /files/" + name.substring(0, slash)
                    + " HTTP/1.1\nContent-Type: multipart/form-data; boundary=b";
            return http(vertx, head, credential, body.getBytes(UTF_8));
        }
    },
    CGP {
        @Override
        String begin(Vertx vertx, String credential, String name) throws Exception {
            return client(vertx, credential, client -> {
                RemoteUpload upload = await(client.create(request(name)));
                upload.close();
            });
        }

        @Override
        String resume(Vertx vertx, String credential, String id) throws Exception {
            return client(vertx, credential, client -> {
                RemoteUpload upload = await(client.resume(id, request(VICTIM)));
                upload.close();
            });
        }
    },
    WRITE {
        @Override
        String begin(Vertx vertx, String credential, String name) throws Exception {
            return grpc(vertx, credential, FilesServiceGrpcClient.Write, write(name, ""));
        }

        @Override
        String resume(Vertx vertx, String credential, String id) throws Exception {
            return grpc(vertx, credential, FilesServiceGrpcClient.Write, write("", id));
        }
    },
    BYTE_STREAM {
        @Override
        String begin(Vertx vertx, String credential, String name) throws Exception {
            return grpc(vertx, credential, ByteStreamGrpcClient.Write, byteStream(name));
        }

        @Override
        String resume(Vertx vertx, String credential, String id) throws Exception {
            return grpc(vertx, credential, ByteStreamGrpcClient.Write, byteStream("uploads/" + id));
        }
    },
    WRITE_OVER_GRPC_WEB {
        @Override
        String begin(Vertx vertx, String credential, String name) throws Exception {
            return grpcWeb(vertx, "chunkgate.v1.FilesService/Write", credential, write(name, ""));
        }

        @Override
        String resume(Vertx vertx, String credential, String id) throws Exception {
            return grpcWeb(vertx, "chunkgate.v1.FilesService/Write", credential, write("", id));
        }
    },
    BYTE_STREAM_OVER_GRPC_WEB {
        @Override
        String begin(Vertx vertx, String credential, String name) throws Exception {
            return grpcWeb(vertx, "google.bytestream.ByteStream/Write", credential, byteStream(name));
        }

        @Override
        String resume(Vertx vertx, String credential, String id) throws Exception {
            return grpcWeb(vertx, "google.bytestream.ByteStream/Write", credential, byteStream("uploads/" + id));
        }
    };

    /** The name of the upload that others try to resume. */
    static final String VICTIM = "in/secret";

    static final String NONE = "";

    private static final byte[] BYTES = "file".getBytes(UTF_8);
    private static final String TUS_VERSION = "Tus-Resumable: 1.0.0\n";
    private static final String TUS_TYPE = "Content-Type: application/offset+octet-stream";
    private static final Pattern GRPC_STATUS = Pattern.compile("grpc-status: ?(\\d+)");
    private static final int TIMEOUT_SECONDS = 20;

    /** Tries to upload a new file; {@code OK}, or the code of the failure. */
    abstract String begin(Vertx vertx, String credential, String name) throws Exception;

    /** As {@link #begin}, for an upload that exists; {@link UnsupportedOperationException} where none can be named. */
    String resume(Vertx vertx, String credential, String id) throws Exception {
        throw new UnsupportedOperationException(name());
    }

    private static String http(Vertx vertx, String head, String credential, byte[] body) throws IOException {
        return code(RawHttp.request(Listeners.port(vertx, Listener.HTTP), head + shown(credential), body)
                .status());
    }

    private static String shown(String credential) {
        return credential.equals(NONE) ? "" : "\nAuthorization: Bearer " + credential;
    }

    private static String code(int status) {
        return switch (status) {
            case 200, 201, 204 -> "OK";
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            default -> "status " + status;
        };
    }

    private static String tusCreation(String name) {
        return "POST /uploads HTTP/1.1\n" + TUS_VERSION + "Upload-Metadata: filename "
                + Base64.getEncoder().encodeToString(name.getBytes(UTF_8));
    }

    private interface ClientCall {
        void run(GatewayClient client) throws Exception;
    }

    private static String client(Vertx vertx, String credential, ClientCall call) throws Exception {
        GatewayUrl url = new GatewayUrl("tcp", "127.0.0.1", Listeners.port(vertx, Listener.TCP), "");
        GatewayAccess access = credential.equals(NONE) ? GatewayAccess.ANONYMOUS : GatewayAccess.withToken(credential);
        GatewayClient client = GatewayClient.of(vertx, url, access);
        try {
            call.run(client);
            return "OK";
        } catch (ClientException e) {
            return e.code().name();
        } finally {
            await(client.close());
        }
    }

    private static UploadRequest request(String name) {
        return new UploadRequest(name, OptionalLong.of(BYTES.length), true);
    }

    private static WriteRequest write(String name, String id) {
        return WriteRequest.newBuilder()
                .setStart(WriteStart.newBuilder().setName(name).setUploadId(id))
                .setData(ByteString.copyFrom(BYTES))
                .setFinish(true)
                .build();
    }

    private static io.chunkgate.proto.bytestream.WriteRequest byteStream(String resource) {
        return io.chunkgate.proto.bytestream.WriteRequest.newBuilder()
                .setResourceName(resource)
                .setData(ByteString.copyFrom(BYTES))
                .setFinishWrite(true)
                .build();
    }

    private static <I, O> String grpc(Vertx vertx, String credential, ServiceMethod<O, I> method, I message)
            throws Exception {
        GrpcClient client = CheckedVertx.retain(GrpcClient.client(vertx));
        SocketAddress address = SocketAddress.inetSocketAddress(Listeners.port(vertx, Listener.GRPC), "127.0.0.1");
        try {
            await(client.request(address, method).compose(request -> {
                if (!credential.equals(NONE)) {
                    request.headers().set("authorization", "Bearer " + credential);
                }
                return request.send(message).compose(GrpcClientResponse::last);
            }));
            return "OK";
        } catch (InvalidStatusException e) {
            return e.actualStatus().name();
        }
    }

    private static String grpcWeb(Vertx vertx, String method, String credential, MessageLite message)
            throws IOException {
        String head = "POST /" + method + " HTTP/1.1\nContent-Type: application/grpc-web" + shown(credential);
        RawHttp.Reply reply = RawHttp.request(Listeners.port(vertx, Listener.GRPC), head, GrpcMessages.encode(message));
        Matcher status = GRPC_STATUS.matcher("grpc-status: " + reply.header("grpc-status") + reply.text());
        return switch (status.find() ? status.group(1) : reply.toString()) {
            case "0" -> "OK";
            case "7" -> "PERMISSION_DENIED";
            case "16" -> "UNAUTHENTICATED";
            default -> reply.status() + " " + reply.headers() + reply.text();
        };
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
