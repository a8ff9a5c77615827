package io.chunkgate.store.s3.upload;

import io.chunkgate.store.StoreErrors;
import io.chunkgate.store.Upload;
import io.chunkgate.store.UploadId;
import io.chunkgate.store.UploadSpec;
import io.chunkgate.store.s3.client.BoundedConcurrency;
import io.chunkgate.store.s3.client.Bucket;
import io.chunkgate.store.s3.object.Manifest;
import io.chunkgate.store.s3.read.BlockReader;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;

/** Creates an upload from complete parts. The gateway reads and writes the bytes, since it has to digest them. */
public final class Concatenation {
    private final Bucket bucket;
    private final S3Uploads uploads;

    public Concatenation(Bucket bucket, S3Uploads uploads) {
        this.bucket = bucket;
        this.uploads = uploads;
    }

    /** See {@link io.chunkgate.store.FileStore#concatenate}. */
    public Future<Upload> run(Context context, UploadSpec spec, List<UploadId> parts) {
        return BoundedConcurrency.map(parts, this::completePart).compose(found -> {
            long size = found.stream().mapToLong(part -> part.file().size()).sum();
            return uploads.create(context, spec.withSizeOfParts(size))
                    .compose(whole -> append(whole, found, 0).<Upload>map(whole).recover(cause -> whole.discard()
                            .eventually(whole::close)
                            .transform(closed -> Future.failedFuture(cause))));
        });
    }

    private Future<Manifest> completePart(UploadId id) {
        return uploads.open().load(id).map(found -> {
            if (!found.isPublished() || found.last().spec().role() != UploadSpec.Role.PART) {
                throw StoreErrors.partNotComplete(id);
            }
            return found.last().manifest().orElseThrow();
        });
    }

    private Future<Void> append(Upload whole, List<Manifest> parts, int index) {
        if (index == parts.size()) {
            return Future.succeededFuture();
        }
        Manifest part = parts.get(index);
        BlockReader reader = new BlockReader(bucket, part.upload(), part.blocks());
        return reader.forEach(0, reader.end(), bytes -> whole.write(whole.offset(), bytes))
                .compose(v -> append(whole, parts, index + 1));
    }
}
