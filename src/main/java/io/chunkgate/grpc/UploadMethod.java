package io.chunkgate.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.chunkgate.store.ErrorCode;
import io.chunkgate.store.FileInfo;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.Upload;
import io.chunkgate.transfer.upload.UploadSession;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What differs between the methods that take the bytes of a file; one object for each call.
 *
 * @param <Q> the method's request message, without its field {@link #DATA_FIELD}
 * @param <A> the method's response message
 */
interface UploadMethod<Q extends Message, A extends Message> {
    /** The number of the field with the bytes, in the requests of all these methods. */
    int DATA_FIELD = 10;

    Q parse(byte[] fields) throws InvalidProtocolBufferException;

    /**
     * Begins or resumes the upload that the first message names.
     *
     * @throws StoreException like the future
     */
    Future<Opened> open(Q first);

    /**
     * Returns what a message adds, the first message included.
     *
     * @throws StoreException when it contradicts those before
     */
    Part part(Q message, ByteBuf data);

    /** The response when the upload is open, and when more is stored; none for a method that responds once. */
    Optional<A> progress(Upload upload);

    /** Whether an upload of known size is published when the client ends its side after its last byte, also without finishing. */
    default boolean publishesAtSize() {
        return false;
    }

    /** The code of the error when the data have another size or digest than was announced: {@code usual}, unless a protocol differs. */
    default ErrorCode mismatch(ErrorCode usual) {
        return usual;
    }

    /** The final response when the client ended its side without finishing; the upload stays resumable. */
    A suspended(Upload upload);

    /** The final response when the file is published. */
    A published(FileInfo file);

    /** The upload that the first message names. */
    sealed interface Opened {
        /** It takes bytes; the receiver ends the session. */
        record Running(UploadSession uploadSession) implements Opened {}

        /** It is published already. */
        record Published(FileInfo file) implements Opened {}
    }

    /**
     * What one message adds to an upload.
     *
     * @param offset of the data, if the message has it
     * @param data   may be empty
     * @param crc32c of the data, if the message has it
     * @param sync   whether all data so far are to be made durable
     * @param finish whether the file ends here
     * @param sha256 of the whole file, 64 lower-case hexadecimal digits, if known
     */
    record Part(
            OptionalLong offset,
            ByteBuf data,
            OptionalInt crc32c,
            boolean sync,
            boolean finish,
            Optional<String> sha256) {}
}
