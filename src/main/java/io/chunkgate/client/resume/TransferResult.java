package io.chunkgate.client.resume;

import io.chunkgate.client.ClientException;
import io.chunkgate.client.RemoteFile;
import io.chunkgate.store.ErrorCode;

/**
 * The result of a completed transfer.
 *
 * @param file      as the gateway describes it
 * @param byteCount the size of the file
 * @param sha256    of the bytes, computed by the client: 64 lower-case hexadecimal digits
 * @param verified  whether the gateway sent the same digest; otherwise it sent none
 */
public record TransferResult(RemoteFile file, long byteCount, String sha256, boolean verified) {
    /** @throws ClientException DATA_LOSS if the gateway has another digest */
    static TransferResult of(RemoteFile file, long byteCount, String sha256) {
        file.sha256().filter(other -> !other.equals(sha256)).ifPresent(other -> {
            throw new ClientException(
                    ErrorCode.DATA_LOSS, "sha256 of " + file.name() + ": " + sha256 + " (expected: " + other + ")");
        });
        return new TransferResult(file, byteCount, sha256, file.sha256().isPresent());
    }
}
