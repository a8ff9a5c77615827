package io.chunkgate.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.Upload;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * What a method that takes bytes says in messages of its own; one object for each call.
 *
 * @param <Q> the method's request, without its field {@link #DATA_FIELD}
 * @param <A> the method's answer
 */
interface UploadMethod<Q extends Message, A extends Message> {
    /** The number of the field with the bytes, in the requests of all these methods. */
    int DATA_FIELD = 10;

    Q parse(byte[] fields) throws InvalidProtocolBufferException;

    /**
     * Begins or goes on with the upload that the first message asks for.
     *
     * @throws io.chunkgate.store.StoreException as it could fail with
     */
    Future<UploadTarget> open(Q first);

    /**
     * What a message adds, the first included.
     *
     * @throws io.chunkgate.store.StoreException when it contradicts those before
     */
    UploadPart part(Q message, ByteBuf data);

    /** The answer when the upload is open, and when more is stored; none where the method answers once. */
    Optional<A> progress(Upload upload);

    /** The last answer to a client that left without finishing. */
    A kept(Upload upload);

    /** The last answer to a client that is done. */
    A published(FileInfo file);
}
