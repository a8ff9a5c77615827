package io.chunkgate.http.upload.tus;

import io.chunkgate.http.message.BadHeaderException;
import io.chunkgate.http.upload.protocol.UploadPath;
import io.chunkgate.store.StoreException;
import io.chunkgate.store.UploadId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Upload-Concat of tus: an upload is a part of a file, or the concatenation of parts. */
sealed interface UploadConcat {
    String HEADER = "Upload-Concat";

    /** A part, which is not published. */
    record Partial() implements UploadConcat {}

    /**
     * The concatenation of earlier parts.
     *
     * @param parts at least one, in order
     */
    record Final(List<UploadId> parts) implements UploadConcat {
        public Final {
            parts = List.copyOf(parts);
        }
    }

    /**
     * Parses the header; null if the request lacks it. The URLs of parts may be absolute or relative: only the id at the end
     * counts.
     *
     * @throws BadHeaderException for any other value, or a URL that is not that of an upload
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
