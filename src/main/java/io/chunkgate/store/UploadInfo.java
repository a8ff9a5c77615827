package io.chunkgate.store;

import java.time.Instant;

/**
 * A snapshot of an upload.
 *
 * @param id            its name on every door
 * @param spec          as announced, with the size that was announced later
 * @param createdAt     when it began
 * @param expiresAt     when it is deleted unless it is written to before; of an expired one, when it was
 * @param offset        every byte below is stored: where to resume
 * @param durableOffset every byte below survives a power loss; at most {@code offset}
 * @param digestedBytes how far the SHA-256 has come; behind {@code offset} while it is computed anew after a restart
 * @param state         how far it is
 */
public record UploadInfo(
        UploadId id,
        UploadSpec spec,
        Instant createdAt,
        Instant expiresAt,
        long offset,
        long durableOffset,
        long digestedBytes,
        UploadState state) {}
