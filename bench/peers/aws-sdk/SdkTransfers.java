import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;

/**
 * Transfers of the AWS SDK's own asynchronous client with its multipart upload. Each
 * connection sends one command in a line: {@code put}, {@code get}, or {@code sum} for the digest of the object, whose reply is
 * a line with the bytes, or the digest; or {@code send}, whose reply is the object.
 */
public final class SdkTransfers {
    private final S3AsyncClient uploads;
    private final S3AsyncClient downloads;
    private final String bucket;
    private final Path file;

    private SdkTransfers(URI endpoint, String bucket, Path file) {
        this.uploads = client(endpoint, true);
        this.downloads = client(endpoint, false);
        this.bucket = bucket;
        this.file = file;
    }

    /** @param inParts S3Proxy accepts multipart uploads, but sends whole objects only */
    private static S3AsyncClient client(URI endpoint, boolean inParts) {
        return S3AsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .multipartEnabled(inParts)
                .build();
    }

    /** Arguments: the port to listen on, the server's URL, a bucket that is created, the file to upload. */
    public static void main(String... arguments) throws IOException {
        SdkTransfers transfers = new SdkTransfers(URI.create(arguments[1]), arguments[2], Path.of(arguments[3]));
        transfers.createBucket();
        try (ServerSocket server =
                new ServerSocket(Integer.parseInt(arguments[0]), 1, InetAddress.getLoopbackAddress())) {
            transfers.put();
            while (true) {
                try (Socket socket = server.accept()) {
                    transfers.serve(socket);
                }
            }
        }
    }

    private void createBucket() {
        try {
            uploads.createBucket(create -> create.bucket(bucket)).join();
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof BucketAlreadyOwnedByYouException)) {
                throw e;
            }
        }
    }

    private void serve(Socket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        PrintStream out = new PrintStream(socket.getOutputStream(), true, StandardCharsets.US_ASCII);
        String line = in.readLine();
        if (Objects.equals(line, "send")) {
            send(socket.getOutputStream());
        } else if (line != null) {
            out.println(run(line));
        }
    }

    private String run(String what) throws IOException {
        return switch (what) {
            case "put" -> Long.toString(put());
            case "get" -> Long.toString(get(Optional.empty()));
            case "sum" -> sum();
            default -> throw new IOException("command: " + what + " (expected: put, get, send or sum)");
        };
    }

    private long put() {
        uploads.putObject(put -> put.bucket(bucket).key("sdk"), AsyncRequestBody.fromFile(file))
                .join();
        return file.toFile().length();
    }

    private void send(OutputStream client) throws IOException {
        try (InputStream bytes = downloads
                .getObject(get -> get.bucket(bucket).key("sdk"), AsyncResponseTransformer.toBlockingInputStream())
                .join()) {
            byte[] buffer = new byte[256 * 1024];
            for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
                client.write(buffer, 0, count);
            }
        }
    }

    private String sum() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            get(Optional.of(digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The bytes are dropped as they come. */
    private long get(Optional<MessageDigest> digest) {
        AtomicLong count = new AtomicLong();
        downloads
                .getObject(get -> get.bucket(bucket).key("sdk"), AsyncResponseTransformer.toPublisher())
                .thenCompose(bytes -> bytes.subscribe(next -> {
                    count.addAndGet(next.remaining());
                    digest.ifPresent(sum -> sum.update(next));
                }))
                .join();
        return count.get();
    }
}
