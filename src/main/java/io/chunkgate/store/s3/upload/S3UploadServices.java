package io.chunkgate.store.s3.upload;

import io.chunkgate.io.BufferPool;
import io.chunkgate.io.MemoryBudget;
import io.chunkgate.store.DigestCache;
import io.chunkgate.store.s3.client.S3Settings;
import io.chunkgate.store.s3.client.Workers;

/**
 * What the uploads of one store share.
 *
 * @param digests by the epoch that wrote the bytes
 */
record S3UploadServices(
        UploadObjects objects,
        UploadCommitter committer,
        UploadAborter aborter,
        S3Settings settings,
        Workers workers,
        MemoryBudget memory,
        BufferPool buffers,
        DigestCache<Integer> digests) {}
