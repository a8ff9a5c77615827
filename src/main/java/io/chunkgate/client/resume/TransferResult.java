package io.chunkgate.client.resume;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.RemoteFile;
import io.chunkgate.store.ErrorCode;

/**
 * A transfer that is done.
 *
 * @param file      as the gateway has it
 * @param byteCount how many bytes the file has
 * @param sha256    of the bytes as this side saw them, 64 lower-case hexadecimal digits
 * @param verified  whether the gateway knows the same digest; otherwise it knows none
 */
public record TransferResult(RemoteFile file, long byteCount, String sha256, boolean verified) {
    /** @throws ClientException DATA_LOSS when the gateway has another digest */
    static TransferResult of(RemoteFile file, long byteCount, String sha256) {
        file.sha256().filter(other -> !other.equals(sha256)).ifPresent(other -> {
            throw new ClientException(
                    ErrorCode.DATA_LOSS, "sha256 of " + file.name() + ": " + sha256 + " (expected: " + other + ")");
        });
        return new TransferResult(file, byteCount, sha256, file.sha256().isPresent());
    }
}
