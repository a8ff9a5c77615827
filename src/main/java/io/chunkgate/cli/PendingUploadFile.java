package io.chunkgate.cli;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.GatewayUrl;
import io.chunkgate.client.resume.PendingUploads;
import io.chunkgate.store.ErrorCode;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/**
 * Stores the id of an upload in a file of the state folder until the upload is complete. The key is the local file, the
 * host and the name, without port and protocol, because every protocol of a gateway can resume the upload. The id is valid
 * while the local file has the same size and modification time. The upload holds a lock on the state file.
 */
final class PendingUploadFile implements PendingUploads, AutoCloseable {
    private static final int MAX_BYTES = 64 * 1024;

    private final Path stateFile;
    private final FileChannel channel;
    private final JsonObject identity;

    private PendingUploadFile(Path stateFile, FileChannel channel, JsonObject identity) {
        this.stateFile = stateFile;
        this.channel = channel;
        this.identity = identity;
    }

    /**
     * Opens or creates the state file of an upload.
     *
     * @throws ClientException FAILED_PRECONDITION if another process uploads the same file to the same target
     */
    static PendingUploadFile open(Path stateFolder, Path file, GatewayUrl url, boolean overwrite) throws IOException {
        Path folder = Files.createDirectories(stateFolder.resolve("uploads"));
        JsonObject identity = new JsonObject()
                .put("file", file.toRealPath().toString())
                .put("size", Files.size(file))
                .put("modified", Files.getLastModifiedTime(file).toInstant().toString())
                .put("host", url.host())
                .put("name", url.path())
                .put("overwrite", overwrite);
        String key = identity.getString("file") + "\n" + url.host() + "\n" + url.path();
        Path stateFile = folder.resolve(UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)) + ".json");
        FileChannel channel = FileChannel.open(
                stateFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw new ClientException(
                    ErrorCode.FAILED_PRECONDITION, "'" + file + "' is being uploaded by another process");
        }
        return new PendingUploadFile(stateFile, channel, identity);
    }

    @Override
    public Optional<String> load() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(channel.size(), MAX_BYTES));
        channel.read(bytes, 0);
        try {
            JsonObject saved = new JsonObject(new String(bytes.array(), StandardCharsets.UTF_8));
            Object id = saved.remove("id");
            return saved.equals(identity) && id instanceof String upload ? Optional.of(upload) : Optional.empty();
        } catch (RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    @Override
    public void save(String id) throws IOException {
        channel.truncate(0);
        String text = identity.copy().put("id", id).encode();
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
        channel.force(true);
    }

    @Override
    public void clear() throws IOException {
        channel.truncate(0);
    }

    @Override
    public void close() throws IOException {
        if (channel.size() == 0) {
            Files.deleteIfExists(stateFile);
        }
        channel.close();
    }
}
