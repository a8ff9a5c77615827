package io.chunkgate.http.upload.tus;

import io.chunkgate.http.message.BadHeaderException;
import io.chunkgate.http.upload.protocol.UploadPath;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Upload-Concat of tus: whether an upload is a part of a file, or the file made of parts. */
sealed interface UploadConcat {
    String HEADER = "Upload-Concat";

    /** A part: never published by itself. */
    record Partial() implements UploadConcat {}

    /**
     * The whole, made of parts that came before.
     *
     * @param parts at least one, in the order of their bytes
     */
    record Final(List<UploadId> parts) implements UploadConcat {
        public Final {
            parts = List.copyOf(parts);
        }
    }

    /**
     * Reads the header; null where the request lacks it. The URLs of parts may be absolute or relative: what counts is
     * the id at their end.
     *
     * @throws BadHeaderException for another value, or a URL that is not one of ours
     */
    static Optional<UploadConcat> parse(@Nullable String header) {
        if (header == null) {
            return Optional.empty();
        }
        String value = header.trim();
        if (value.equals("partial")) {
            return Optional.of(new Partial());
        }
        if (!value.startsWith("final;")) {
            throw refusal(header);
        }
        return Optional.of(new Final(parts(value.substring("final;".length()), header)));
    }

    private static List<UploadId> parts(String urls, String header) {
        List<UploadId> parts = new ArrayList<>();
        for (String url : urls.trim().split(" +", -1)) {
            int path = url.lastIndexOf(UploadPath.PREFIX);
            if (path < 0) {
                throw refusal(header);
            }
            try {
                parts.add(new UploadId(url.substring(path + UploadPath.PREFIX.length())));
            } catch (StoreException e) {
                throw refusal(header);
            }
        }
        return parts;
    }

    private static BadHeaderException refusal(String header) {
        return new BadHeaderException(HEADER, header, "partial, or final; and URLs of uploads");
    }
}
