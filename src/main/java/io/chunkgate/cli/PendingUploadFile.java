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
 * The upload of a file to a host and name, remembered in a file of the state folder until it is done. The port and the
 * protocol are left out: every door of a gateway goes on with the same upload. It is believed while the file has the same
 * size and time of modification. Whoever uploads holds a lock on it.
 */
final class PendingUploadFile implements PendingUploads, AutoCloseable {
    private static final int MAX_BYTES = 64 * 1024;

    private final Path note;
    private final FileChannel channel;
    private final JsonObject identity;

    private PendingUploadFile(Path note, FileChannel channel, JsonObject identity) {
        this.note = note;
        this.channel = channel;
        this.identity = identity;
    }

    /**
     * Finds the memory of an upload, or makes one.
     *
     * @throws ClientException FAILED_PRECONDITION when another program uploads the same file to the same place
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
        Path note = folder.resolve(UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)) + ".json");
        FileChannel channel =
                FileChannel.open(note, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw new ClientException(
                    ErrorCode.FAILED_PRECONDITION, "'" + file + "' is being put there by another process");
        }
        return new PendingUploadFile(note, channel, identity);
    }

    @Override
    public Optional<String> recall() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(channel.size(), MAX_BYTES));
        channel.read(bytes, 0);
        try {
            JsonObject remembered = new JsonObject(new String(bytes.array(), StandardCharsets.UTF_8));
            Object id = remembered.remove("id");
            return remembered.equals(identity) && id instanceof String upload ? Optional.of(upload) : Optional.empty();
        } catch (RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    @Override
    public void remember(String id) throws IOException {
        channel.truncate(0);
        String text = identity.copy().put("id", id).encode();
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
        channel.force(true);
    }

    @Override
    public void forget() throws IOException {
        channel.truncate(0);
    }

    @Override
    public void close() throws IOException {
        if (channel.size() == 0) {
            Files.deleteIfExists(note);
        }
        channel.close();
    }
}
