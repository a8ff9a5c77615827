package io.chunkgate.cluster;

import io.chunkgate.client.grpc.GrpcCalls;
import io.chunkgate.proto.v1.ReadRequest;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.Growth;
import io.chunkgate.store.StoredFile;
import io.chunkgate.store.UploadId;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the bytes of a followed upload come from, for as long as they do. */
sealed interface FollowSource {
    /** What is there at a position, at least one byte; nothing when all was read and the file is published. */
    Future<Buffer> read(long position, int length);

    /** The published file, when it is. */
    Optional<FileInfo> complete();

    Future<Void> close();

    /** This node's store. */
    record Own(StoredFile file) implements FollowSource {
        @Override
        public Future<Buffer> read(long position, int length) {
            return file.read(position, length);
        }

        @Override
        public Optional<FileInfo> complete() {
            return file.growth()
                    .map(Growth::published)
                    .map(published -> Optional.ofNullable(published.result()))
                    .orElse(Optional.of(file.info()));
        }

        @Override
        public Future<Void> close() {
            return file.close();
        }
    }

    /** Another node, in one call as long as it is read in order. */
    final class Peer implements FollowSource {
        private final GrpcCalls calls;
        private final UploadId id;
        private @Nullable PeerRead read;

        Peer(GrpcCalls calls, UploadId id) {
            this.calls = calls;
            this.id = id;
        }

        @Override
        public Future<Buffer> read(long position, int length) {
            return readAt(position).compose(open -> open.take(1, length));
        }

        @Override
        public Optional<FileInfo> complete() {
            return Optional.ofNullable(read).flatMap(PeerRead::complete);
        }

        @Override
        public Future<Void> close() {
            Optional.ofNullable(read).ifPresent(PeerRead::cancel);
            read = null;
            return Future.succeededFuture();
        }

        private Future<PeerRead> readAt(long position) {
            PeerRead open = read;
            if (open != null && open.position() == position) {
                return Future.succeededFuture(open);
            }
            close();
            ReadRequest.Builder request = ReadRequest.newBuilder()
                    .setUploadId(id.value())
                    .setOffset(position)
                    .setFollow(true);
            return PeerRead.begin(calls, request).map(begun -> {
                read = begun;
                return begun;
            });
        }
    }
}
