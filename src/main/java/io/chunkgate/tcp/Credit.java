package io.chunkgate.tcp;

import java.util.OptionalLong;

/** The credit of a download: it may send the bytes below an offset, which only grows. */
final class Credit {
    private final boolean limited;
    private long end;

    /** @param initial the credit of GET; without it only TCP's flow control limits the download */
    Credit(OptionalLong initial) {
        limited = initial.isPresent();
        end = initial.orElse(Long.MAX_VALUE);
    }

    /** Whether all bytes below the offset may be sent. */
    boolean covers(long offset) {
        return offset <= end;
    }

    /** Raises the credit to that of an ACK; returns whether it changed. */
    boolean raise(long offset) {
        if (!limited || offset <= end) {
            return false;
        }
        end = offset;
        return true;
    }
}
